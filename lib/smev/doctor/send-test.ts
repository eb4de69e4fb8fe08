import { setTimeout as rest } from 'node:timers/promises'
import { now } from '@/lib/core/clock'
import type { Gateway } from '../contract'
import type { Environment } from '../elk/order'
import { isTestId, mintTestId } from '../envelope/message-id'
import type { Finding } from './finding'

interface TestOf {
  environment: Environment
  senderInn: string
  /** How long to wait for the answer. */
  waitMs: number
  pollMs: number
  /** The answer in the log of a worker that runs: it takes what comes, and nobody else must. */
  heard?: (messageId: string) => Promise<Buffer | undefined>
}

/**
 * Sends a TestMessage (protocol.md, 4.2: nobody's data change by one): an update of an order that does not exist. Any
 * answer of ЕПГУ to it shows that the whole way there and back is open. A worker that runs takes and acknowledges it.
 */
export async function sendTest(gateway: Gateway, { waitMs, heard, ...test }: TestOf): Promise<Finding> {
  const subject = 'test'
  const messageId = mintTestId()
  const prepared = gateway.prepare(requestOf(messageId, test))
  if (!prepared.ok) return { subject, level: 'bad', code: 'own', detail: prepared.errors.join('; ') }
  const sealed = await gateway.seal(prepared.bytes)
  if (!sealed.ok) return { subject, level: 'bad', code: 'own', detail: `${sealed.fault}: ${sealed.text}` }
  const sent = await gateway.send(sealed.bytes, messageId)
  if (sent.verdict !== 'taken')
    return { subject, level: 'bad', code: 'refused', detail: `${sent.fault}: ${sent.text}` }
  const until = now().getTime() + waitMs
  for (;;) {
    const answer = heard ? toldBy(gateway, await heard(messageId)) : await nextOf(gateway, messageId)
    if (answer?.original === messageId)
      return { subject, level: 'ok', code: 'answered', values: { messageId }, detail: answer.text }
    if (now().getTime() >= until) return { subject, level: 'warn', code: 'silent', values: { messageId } }
    await rest(test.pollMs)
  }
}

const requestOf = (
  messageId: string,
  { environment, senderInn }: Pick<TestOf, 'environment' | 'senderInn'>,
) => ({
  messageId,
  environment,
  testMessage: true,
  kind: 'UPDATE' as const,
  orders: [
    {
      kind: 'UPDATE' as const,
      environment,
      orderNumber: `TEST-${messageId.slice(0, 8)}`,
      addressBy: 'orderNumber' as const,
      sender: { inn: senderInn },
      status: { status: 6, isInformed: false, statusDate: now().toISOString(), attachments: [] },
    },
  ],
})

/**
 * The next answer, when it is one to a test message: that alone is acknowledged, every other stays for the worker. Where
 * taking one acknowledges by itself, the answer to this message alone is looked for.
 */
async function nextOf(
  gateway: Gateway,
  messageId: string,
): Promise<{ original: string; text: string } | undefined> {
  const got = await (gateway.lookUp ? gateway.lookUp(messageId) : gateway.receive())
  if (got.kind !== 'message') return undefined
  const answer = gateway.read(got.raw)
  if (answer.ok && isTestId(answer.originalMessageId)) await gateway.acknowledge(answer.messageId)
  return toldBy(gateway, got.raw)
}

function toldBy(gateway: Gateway, raw: Buffer | undefined): { original: string; text: string } | undefined {
  const answer = raw && gateway.read(raw)
  if (!answer?.ok || !answer.originalMessageId || !isTestId(answer.originalMessageId)) return undefined
  const { outcome } = answer
  const text =
    outcome.kind === 'orders'
      ? outcome.response.orders.map(({ status, message }) => `${status} ${message}`).join('; ')
      : outcome.kind === 'processing'
        ? [outcome.category, outcome.fault?.code, outcome.fault?.description].filter(Boolean).join(': ')
        : outcome.kind
  return { original: answer.originalMessageId, text }
}
