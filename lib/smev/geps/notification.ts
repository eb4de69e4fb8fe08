import { z } from 'zod'
import { storable } from '@/lib/core/text'

/**
 * A notification by «Универсальный сервис отправки сообщений» (ГЭПС), as JSON of the adapter's plug-in. Experimental: its
 * schema is not in hand, names and shape are those of the adapter's manual.
 */
export interface Notification {
  recipient: {
    kind: 'PHYSICAL_PERSON' | 'SOLE_PROPRIETOR' | 'LEGAL_PERSON'
    by: 'SNILS' | 'INN'
    value: string
  }
  title: string
  text: string
}

export interface GepsSettings {
  /** Base of the plug-in's addresses. */
  url: string
  /** Mnemonic of the plug-in. */
  plugin: string
  /** Kind of message registered for the sender. */
  messageType: string
  /** Code of the sender. */
  foivId?: string
  timeoutMs: number
  maxBytes: number
}

/** One record a message: an answer is then about exactly one notification. */
export const notificationJson = (
  clientId: string,
  { recipient, title, text }: Notification,
  { plugin, messageType, foivId }: Pick<GepsSettings, 'plugin' | 'messageType' | 'foivId'>,
): string =>
  JSON.stringify({
    pluginMnemonic: plugin,
    clientId,
    requestContent: {
      generalData: { foivId, messageType, settings: { readingNotification: true } },
      registry: [
        {
          recordId: 1,
          record: {
            id: clientId,
            recordContent: {
              id: clientId,
              content: {
                user: {
                  userType: recipient.kind,
                  identifiers: { [recipient.by]: { [recipient.by]: recipient.value } },
                },
                params: { title, text },
              },
            },
          },
        },
      ],
    },
  })

const Content = z.object({
  registry: z
    .array(
      z.object({
        record: z.object({
          content: z.object({
            statusCode: z.string().min(1),
            statusMessage: z.string().default('').transform(storable),
          }),
        }),
      }),
    )
    .length(1),
})
const clientId = z.string().min(1).max(50).transform(storable)
/** As Get brings it, and as Find does. */
const Answer = z.union([
  z.object({ replyToClientId: clientId, responseContent: Content }),
  z
    .object({
      messageType: z.literal('RESPONSE'),
      replyToClientId: clientId,
      messageContent: Content,
    })
    .transform(({ replyToClientId, messageContent }) => ({
      replyToClientId,
      responseContent: messageContent,
    })),
])

/** Millions of anything else are passed over at once: judging each by its schema would stop the worker. */
const isReply = (one: unknown): boolean => typeof one === 'object' && one !== null && 'replyToClientId' in one

export type GepsWord = { clientId: string; code: string; text: string }

/** What answers say, ACCEPT, REJECT or READ of one notification each; empty when the bytes hold no such answer. */
export function readWords(bytes: Buffer): GepsWord[] {
  const json = parsed(bytes)
  return (Array.isArray(json) ? json : [json]).filter(isReply).flatMap((one) => {
    const answer = Answer.safeParse(one).data
    const content = answer?.responseContent.registry[0]?.record.content
    return answer && content
      ? [{ clientId: answer.replyToClientId, code: content.statusCode, text: content.statusMessage }]
      : []
  })
}

export function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
