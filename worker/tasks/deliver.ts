import { env } from '@/lib/core/env'
import { log } from '@/lib/core/logger'
import { composeMessages, type Prepare } from '@/lib/delivery/compose-messages'
import {
  claimMessages,
  markStored,
  renewLeases,
  settleSend,
  type Claimed,
  type SendOutcome,
} from '@/lib/delivery/send-messages'
import { openFile, sizeOf } from '@/lib/files/store'
import { findDigest } from '@/lib/files/find-digest'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway } from '@/lib/smev/gateway'

const COMPOSE = 500
const SENDERS = 8

/** The leases of this process, kept alive while it is at them. */
const held = new Set<string>()
export const renewHeld = async (): Promise<void> => void (held.size && (await renewLeases([...held])))

/** Sends everything whose turn has come: first turns waiting changes into stored messages, then sends what is stored. */
export async function deliver(gateway: Gateway, perMessage = env().SMEV_ORDERS_PER_MESSAGE): Promise<number> {
  let sent = 0
  for (;;) {
    const limits = {
      deliveries: COMPOSE,
      perMessage,
      newMessageId: mintMessageId,
    }
    const made = await composeMessages(limits, prepareWith(gateway))
    const claimed = await claimMessages(SENDERS)
    if (claimed.length === 0 && made === 0) return sent
    if (claimed[0]) held.add(claimed[0].leaseToken)
    await Promise.all(claimed.map((message) => sendOne(gateway, message))).finally(() =>
      held.delete(claimed[0]?.leaseToken ?? ''),
    )
    sent += claimed.length
  }
}

const prepareWith =
  (gateway: Gateway): Prepare =>
  ({ messageId, environment, kind, orders }) =>
    kind === 'CREATE'
      ? gateway.prepare({
          messageId,
          environment,
          kind,
          orders: orders.filter((facts) => facts.kind === 'CREATE'),
        })
      : gateway.prepare({
          messageId,
          environment,
          kind,
          orders: orders.filter((facts) => facts.kind === 'UPDATE'),
        })

/** The files first, then the message that names them: an order never points at a file that is not there (fault F15). */
async function sendOne(gateway: Gateway, message: Claimed): Promise<void> {
  const outcome =
    (await uploadAll(gateway, message)) ?? (await gateway.send(Buffer.from(message.bytes), message.id))
  const fault = 'fault' in outcome ? outcome.fault : undefined
  log.debug('message.sent', {
    messageId: message.id,
    attempt: message.attempts,
    verdict: outcome.verdict,
    fault,
  })
  await settleSend(message, outcome)
}

async function uploadAll(gateway: Gateway, message: Claimed): Promise<SendOutcome | null> {
  for (const file of message.files) {
    const digest = await findDigest(file.fileId)
    if (!digest || (await sizeOf(digest)) !== file.size)
      return {
        verdict: 'retry',
        fault: 'FileIsMissing',
        text: `the bytes of file ${file.fileId} are not on the disk`,
      }
    const uploaded = await gateway.upload({
      storeUuid: file.storeUuid,
      name: file.transportName,
      size: file.size,
      open: () => openFile(digest),
    })
    if (!uploaded.ok)
      return {
        verdict: uploaded.verdict === 'taken' ? 'retry' : uploaded.verdict,
        fault: uploaded.fault,
        text: uploaded.text,
      }
    await markStored(file.fileId)
  }
  return null
}
