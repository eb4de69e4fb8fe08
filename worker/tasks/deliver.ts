import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { log, trace } from '@/lib/core/logger'
import type { Facts } from '@/lib/delivery/facts'
import { noteSent } from '@/lib/delivery/note-sent'
import { keepSealed } from '@/lib/delivery/keep-sealed'
import { releaseLeases, renewLeases } from '@/lib/delivery/leases'
import {
  claimMessages,
  filesToUpload,
  markStored,
  putAside,
  settleSend,
  type Change,
  type Claimed,
  type SendOutcome,
} from '@/lib/delivery/send-messages'
import { goOnAfterSilence, tellSilence } from '@/lib/delivery/silence'
import { openQueue } from '@/lib/delivery/take-ready'
import { findDigest } from '@/lib/files/find-digest'
import { openFile, sizeOf } from '@/lib/files/store'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { provesUntaken, type Gateway } from '@/lib/smev/gateway'
import { drivers } from '@/lib/delivery/drivers'
import { openHold } from '@/lib/delivery/hold'
import { openEndpoint, toldBy, type Endpoint, type Told } from '../endpoint'
import { fileSigning, type Signing } from '../file-signing'
import { oneAtATime } from '../rhythm'

const SENDERS = 8

/** What this process is at, by its lease: kept while it is. */
const held = new Map<string, Claimed>()
export const renewHeld = (): Promise<void> => renewLeases(held.values())

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
 * that hangs holds up its own message only. The step that turns waiting changes into messages is shared.
 */
export function openSenders(
  given: Gateway | GatewayOf,
  perMessage = env().SMEV_ORDERS_PER_MESSAGE,
  signing: () => Promise<Signing | undefined> = fileSigning,
): Senders {
  const gatewayOf = typeof given === 'function' ? given : () => given
  const take = openQueue({
    perMessage,
    newMessageId: mintMessageId,
    refuses: (driver) => gatewayOf(driver).refuses,
  })
  const endpoints = Object.fromEntries(drivers.map((driver) => [driver, openEndpoint()])) as Record<
    SmevDriver,
    Endpoint
  >
  const isHeld = openHold()
  const made: Claimed[] = []
  let later: NodeJS.Timeout | undefined
  const running = new Set<Promise<void>>()
  let [sent, wakes, stopped] = [0, 0, false]
  let failure: { error: unknown } | undefined

  const makeMore = oneAtATime(async () => {
    const free = freeDrivers()
    if (free.length === 0 || made.some(({ driver }) => free.includes(driver))) return
    const signed = await signing()
    const messages = await take(free, signed && 'problem' in signed ? signed.problem : undefined)
    for (const message of messages) held.set(message.leaseToken, message)
    made.push(...messages)
  })
  const freeDrivers = () => drivers.filter((driver) => endpoints[driver].wait() === 0)
  const nextMessage = async (): Promise<Claimed | undefined> => {
    const ofMade = () => {
      const at = made.findIndex(({ driver }) => endpoints[driver].wait() === 0)
      return at < 0 ? undefined : made.splice(at, 1)[0]
    }
    const free = freeDrivers()
    if (free.length === 0) return undefined
    const known = ofMade()
    if (known) return known
    const [due] = await claimMessages(1, mintMessageId, free)
    if (due) return due
    await makeMore()
    return ofMade()
  }
  /** When an address may be written to again, and nobody comes by until then. */
  const comeBack = () => {
    const waits = drivers
      .map((driver) => endpoints[driver].wait())
      .filter((wait) => wait > 0 && wait < Infinity)
    if (waits.length === 0 || later || stopped) return
    later = setTimeout(() => ((later = undefined), start()), Math.min(...waits))
  }
  const send = async (message: Claimed) => {
    const endpoint = endpoints[message.driver]
    const wasDown = endpoint.downSince()
    endpoint.begin()
    let told: Told = 'other'
    try {
      await sendOne(gatewayOf(message.driver), message, signing, (outcome) => (told = toldBy(outcome)))
    } finally {
      endpoint.end(told)
    }
    const isDown = endpoint.downSince() !== undefined
    if (isDown && wasDown === undefined) await tellSilence(message.driver)
    if (!isDown && wasDown !== undefined) await goOnAfterSilence(message.driver)
  }
  const start = () => {
    if (stopped || running.size >= SENDERS) return
    const sender: Promise<void> = work()
      .catch((error: unknown) => {
        log.error('sender.failed', trace(error))
        failure ??= { error }
      })
      .finally(() => {
        running.delete(sender)
        comeBack()
      })
    running.add(sender)
  }
  const work = async () => {
    for (let seen = -1; seen !== wakes && !stopped;) {
      seen = wakes
      while (!stopped && (await sendNext()));
    }
  }
  const sendNext = async (): Promise<boolean> => {
    if (await isHeld()) return false
    const message = await nextMessage()
    if (!message) return false
    held.set(message.leaseToken, message)
    start() // where there is one there may be more
    await send(message).finally(() => held.delete(message.leaseToken))
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
    stop: async () => {
      stopped = true
      clearTimeout(later)
      await ended()
      for (const { leaseToken } of made) held.delete(leaseToken)
      if (made.length > 0)
        await releaseLeases(made.splice(0)).catch((error: unknown) => log.warn('leases.kept', trace(error)))
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
  return senders.idle().finally(senders.stop)
}

type SigningOf = () => Promise<Signing | undefined>

/** The files first, then the message that names them: an order never points at a file that is not there (fault F15). */
async function sendOne(
  gateway: Gateway,
  message: Claimed,
  signing: SigningOf,
  tell: (outcome: SendOutcome) => void,
): Promise<void> {
  const outcome = (await uploadAll(gateway, message)) ?? (await sealAndSend(gateway, message, signing, tell))
  if (!outcome) return // another worker has it by now, or nothing of it may leave
  const fault = 'fault' in outcome ? outcome.fault : undefined
  log.debug('message.sent', {
    messageId: message.id,
    attempt: message.attempts,
    verdict: outcome.verdict,
    fault,
  })
  await settleSend(message, outcome, mintMessageId)
}

/** Signed, committed, sent: in this order, so that what left is always in the log (promise 3). */
async function sealAndSend(
  gateway: Gateway,
  message: Claimed,
  signing: SigningOf,
  tell: (outcome: SendOutcome) => void,
): Promise<SendOutcome | null> {
  const stored = message.sealed ? Buffer.from(message.sealed) : undefined
  const prepared = stored ?? (await prepare(gateway, message, signing))
  if (!Buffer.isBuffer(prepared)) return prepared
  const sealed = await gateway.seal(prepared)
  if (!sealed.ok) return untaken(sealed)
  const changed = !stored || !sealed.bytes.equals(stored)
  if (changed && !(await keepSealed(message, sealed.bytes))) return null
  const unnoted = await noteSent(message, sealed.bytes)
  if (unnoted) return unnoted
  const sent = await gateway.send(sealed.bytes, message.id, message.sealed !== null)
  tell(sent)
  return 'fault' in sent ? { ...sent, untaken: provesUntaken(sent.fault) } : sent
}

const untaken = ({ verdict, fault, text }: SendOutcome): SendOutcome => ({
  verdict: verdict === 'taken' ? 'retry' : verdict,
  fault,
  text,
  untaken: true,
})

/** The bytes of what may leave; a change that our check does not let out is put aside, the others go without it. */
async function prepare(
  gateway: Gateway,
  message: Claimed,
  signing: SigningOf,
): Promise<Buffer | SendOutcome | null> {
  const changes = await signed(message.changes, await signing())
  const whole = prepareOf(gateway, message, changes)
  if (whole.ok) return whole.bytes
  if (whole.verdict === 'stop')
    // Nothing is wrong with the changes: they wait as they are until an administrator has mended what is.
    return { verdict: 'stop', fault: whole.fault ?? 'unknown', text: whole.errors.join('; '), untaken: true }
  const bad = changes.flatMap((change) => {
    const alone = changes.length === 1 ? whole : prepareOf(gateway, message, [change])
    return alone.ok ? [] : [{ id: change.id, errors: alone.errors }]
  })
  const blamed = bad.length > 0 ? bad : changes.map(({ id }) => ({ id, errors: whole.errors }))
  await putAside(message, blamed)
  const rest = message.changes.filter(({ id }) => !blamed.some((one) => one.id === id))
  return rest.length > 0 ? prepare(gateway, { ...message, changes: rest }, signing) : null
}

function prepareOf(gateway: Gateway, { id: messageId, kind }: Claimed, changes: Change[]) {
  const orders = changes.map(({ facts }) => facts)
  const environment = orders[0]?.environment ?? 'SVCDEV'
  return kind === 'CREATE'
    ? gateway.prepare({ messageId, environment, kind, orders: orders.filter((one) => one.kind === 'CREATE') })
    : gateway.prepare({ messageId, environment, kind, orders: orders.filter((one) => one.kind === 'UPDATE') })
}

/** Files that nobody has signed get the organisation's signature. */
async function signed(changes: Change[], signing: Signing | undefined): Promise<Change[]> {
  if (!signing || !('sign' in signing)) return changes
  return Promise.all(
    changes.map(async (change) =>
      needsSignature(change.facts)
        ? { ...change, facts: await asWorker((tx) => signing.sign(tx, change.facts)) }
        : change,
    ),
  )
}

const needsSignature = ({ status }: Facts) => status.attachments.some((file) => !file.signature)

async function uploadAll(gateway: Gateway, message: Claimed): Promise<SendOutcome | null> {
  for (const file of await filesToUpload(message.changes)) {
    const digest = await findDigest(file.fileId)
    const size =
      digest && (await sizeOf(digest).catch((error: unknown) => (log.warn('files.away', trace(error)), NaN)))
    if (Number.isNaN(size))
      return untaken({ verdict: 'retry', fault: 'OwnFilesAway', text: 'the store of files does not answer' })
    if (!digest || size !== file.size)
      return untaken({
        verdict: 'retry',
        fault: 'FileIsMissing',
        text: `the bytes of file ${file.fileId} are not on the disk`,
      })
    const uploaded = await gateway.upload({
      storeUuid: file.storeUuid,
      name: file.transportName,
      size: file.size,
      sha256: digest,
      open: (start) => openFile(digest, start),
    })
    if (!uploaded.ok) return untaken(uploaded)
    await markStored(file.fileId)
  }
  return null
}
