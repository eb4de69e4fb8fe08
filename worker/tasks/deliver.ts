import { env } from '@/lib/core/env'
import { log, trace } from '@/lib/core/logger'
import { composeMessages, type Prepare, type Signing } from '@/lib/delivery/compose-messages'
import {
  claimMessages,
  markStored,
  renewLeases,
  settleSend,
  type Claimed,
  type SendOutcome,
} from '@/lib/delivery/send-messages'
import { keepSealed } from '@/lib/delivery/keep-sealed'
import { openFile, sizeOf } from '@/lib/files/store'
import { findDigest } from '@/lib/files/find-digest'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { provesUntaken, type Gateway } from '@/lib/smev/gateway'
import { fileSigning } from '../file-signing'
import { oneAtATime } from '../rhythm'

const COMPOSE = 50 // changes a transaction, or one message when it holds more
const SENDERS = 8

/** The leases of this process, kept alive while it is at them. */
const held = new Set<string>()
export const renewHeld = async (): Promise<void> => void (held.size && (await renewLeases([...held])))

/** The gateway of a driver; a message goes by the driver it was made for. */
export type GatewayOf = (driver: SmevDriver) => Gateway

export type Senders = {
  /** Looks for what is due; waits for nothing. */
  wake: () => void
  /** When nothing is due any more: how many sends there were. Throws what stopped a sender. */
  idle: () => Promise<number>
  stop: () => Promise<void>
}

/**
 * Senders that know nothing of each other: each takes one message, sends it, settles it and takes the next, so that one
 * that hangs holds up its own message only. The step that turns waiting changes into stored messages is shared.
 */
export function openSenders(
  given: Gateway | GatewayOf,
  perMessage = env().SMEV_ORDERS_PER_MESSAGE,
  signing: () => Promise<Signing | undefined> = fileSigning,
): Senders {
  const gatewayOf = typeof given === 'function' ? given : () => given
  const limits = { deliveries: Math.max(COMPOSE, perMessage), perMessage, newMessageId: mintMessageId }
  const compose = oneAtATime(async () => composeMessages(limits, prepareWith(gatewayOf), await signing()))
  const running = new Set<Promise<void>>()
  let [sent, wakes, stopped] = [0, 0, false]
  let failure: { error: unknown } | undefined

  const start = () => {
    if (stopped || running.size >= SENDERS) return
    const sender: Promise<void> = work()
      .catch((error: unknown) => {
        log.error('sender.failed', trace(error))
        failure ??= { error }
      })
      .finally(() => running.delete(sender))
    running.add(sender)
  }
  const work = async () => {
    for (let seen = -1; seen !== wakes && !stopped;) {
      seen = wakes
      while (!stopped && ((await sendNext()) || (await compose()) > 0));
    }
  }
  const sendNext = async (): Promise<boolean> => {
    const [message] = await claimMessages(1)
    if (!message) return false
    held.add(message.leaseToken)
    start() // where there is one there may be more
    await sendOne(gatewayOf(message.driver), message).finally(() => held.delete(message.leaseToken))
    sent++
    return true
  }
  const ended = async () => {
    while (running.size > 0) await Promise.all(running)
  }
  return {
    wake: () => {
      wakes++
      start()
    },
    idle: async () => {
      await ended()
      if (failure) throw failure.error
      return sent
    },
    stop: () => {
      stopped = true
      return ended()
    },
  }
}

/** Sends everything whose turn has come; resolves when nothing more is due. */
export function deliver(
  gateway: Gateway | GatewayOf,
  perMessage?: number,
  signing?: () => Promise<Signing | undefined>,
): Promise<number> {
  const senders = openSenders(gateway, perMessage, signing)
  senders.wake()
  return senders.idle()
}

const prepareWith =
  (gatewayOf: GatewayOf): Prepare =>
  ({ driver, messageId, environment, kind, orders }) =>
    kind === 'CREATE'
      ? gatewayOf(driver).prepare({
          messageId,
          environment,
          kind,
          orders: orders.filter((facts) => facts.kind === 'CREATE'),
        })
      : gatewayOf(driver).prepare({
          messageId,
          environment,
          kind,
          orders: orders.filter((facts) => facts.kind === 'UPDATE'),
        })

/** The files first, then the message that names them: an order never points at a file that is not there (fault F15). */
async function sendOne(gateway: Gateway, message: Claimed): Promise<void> {
  const outcome = (await uploadAll(gateway, message)) ?? (await sealAndSend(gateway, message))
  if (!outcome) return // another worker has it by now
  const fault = 'fault' in outcome ? outcome.fault : undefined
  log.debug('message.sent', {
    messageId: message.id,
    attempt: message.attempts,
    verdict: outcome.verdict,
    fault,
  })
  await settleSend(message, outcome)
}

/** Signed, committed, sent: in this order, so that what left is always in the log (promise 3). */
async function sealAndSend(gateway: Gateway, message: Claimed): Promise<SendOutcome | null> {
  const stored = Buffer.from(message.bytes)
  const sealed = await gateway.seal(stored)
  if (!sealed.ok)
    return {
      verdict: sealed.verdict === 'taken' ? 'retry' : sealed.verdict,
      fault: sealed.fault,
      text: sealed.text,
      untaken: true,
    }
  const changed = !message.sealed || !sealed.bytes.equals(stored)
  if (changed && !(await keepSealed(message, sealed.bytes))) return null
  const sent = await gateway.send(sealed.bytes, message.id, message.sealed)
  return 'fault' in sent ? { ...sent, untaken: provesUntaken(sent.fault) } : sent
}

async function uploadAll(gateway: Gateway, message: Claimed): Promise<SendOutcome | null> {
  for (const file of message.files) {
    const digest = await findDigest(file.fileId)
    if (!digest || (await sizeOf(digest)) !== file.size)
      return {
        verdict: 'retry',
        fault: 'FileIsMissing',
        text: `the bytes of file ${file.fileId} are not on the disk`,
        untaken: true,
      }
    const uploaded = await gateway.upload({
      storeUuid: file.storeUuid,
      name: file.transportName,
      size: file.size,
      sha256: digest,
      open: (start) => openFile(digest, start),
    })
    if (!uploaded.ok)
      return {
        verdict: uploaded.verdict === 'taken' ? 'retry' : uploaded.verdict,
        fault: uploaded.fault,
        text: uploaded.text,
        untaken: true,
      }
    await markStored(file.fileId)
  }
  return null
}
