import { env } from '@/lib/core/env'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { log, trace } from '@/lib/core/logger'
import { endSilence, noteSilence } from '@/lib/delivery/answer-silence'
import { claimUnanswered } from '@/lib/delivery/claim-unanswered'
import { markAcknowledged, markFailed, pendingAnswers } from '@/lib/delivery/pending-answers'
import { noteAnswered } from '@/lib/delivery/note-answered'
import { settleAck } from '@/lib/delivery/settle-ack'
import { SILENCE } from '@/lib/delivery/silence'
import { awaitsDirectoryAnswer } from '@/lib/directories/awaits-answer'
import { settleDirectoryAnswer } from '@/lib/directories/settle-answer'
import { recordDistrust, recordFault } from '@/lib/delivery/record-fault'
import { recordAnswer, settleAnswer, type Settled } from '@/lib/delivery/settle-answer'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway, ReceiveOutcome } from '@/lib/smev/gateway'
import { toDirectoryAnswer, toRead } from './read-answer'

const MOST = 200
const LOOK_UPS = 20
const RECEIVERS = 6 // at once, and as many again of which each hangs
export const MOST_HANGING = 2 * RECEIVERS
const SLOW_MS = 1000 // of one call of СМЭВ: then the others go on without it
const LOOK_MS = 250

/** Answers that a gateway does not trust: its settings never change, so it is not asked about them again. */
const distrusted = new WeakMap<Gateway, Set<bigint>>()
/** Gateways whose last question for answers nobody answered: no Ack is sent until somebody does. */
const unanswered = new WeakSet<Gateway>()
/** Answers that this process is at: an Ack may hang for longer than a poll lasts. */
const inHand = new Set<bigint>()

export type Ears = {
  onSettled?: (due: boolean) => void
  onFault?: () => void
  /** Whether there may be one more: what was taken is finished in any case. */
  goesOn?: () => boolean
  /** Takes what is left of a poll, where all of it hangs: the next need not wait for it. False: there are too many of such. */
  leave?: (rest: Promise<void>[]) => boolean
}

/** One that takes answers, and since when it has waited for СМЭВ. */
type Receiver = { asking?: number; done: Promise<void> }
const isSlow = ({ asking = Infinity }: Receiver) => performance.now() - asking > SLOW_MS
/** One call of СМЭВ, of which the time is taken. */
type Ask = <T>(call: () => Promise<T>) => Promise<T>

/**
 * Takes answers until there are none: stored as bytes, then read, then acknowledged, in that order; what a killed worker
 * left between two of these steps is finished first (decision 3). One that fails stops no other, nor does one that hangs. Returns how many
 * were settled, and tells of each.
 */
export async function pollAnswers(
  gateway: Gateway,
  driver: SmevDriver = 'DIRECT',
  { onSettled, onFault, goesOn = () => true, leave }: Ears = {},
): Promise<number> {
  let settled = 0
  const waiting = distrusted.get(gateway) ?? new Set<bigint>()
  distrusted.set(gateway, waiting)
  const failed = new Set(waiting)
  let isLeft = false
  const attempt = async (ask: Ask, id: bigint, raw: Buffer, before?: Before) => {
    if (failed.has(id) || inHand.has(id)) return // brought again meanwhile
    inHand.add(id)
    const done = await tried(gateway, ask, id, raw, before).finally(() => inHand.delete(id))
    if (done) {
      settled++
      onSettled?.(done.due)
    } else failed.add(id)
  }
  const finishPending = async (ask: Ask) => {
    // A gateway that does not open cannot read either: what is kept waits for it.
    for (let after = 0n; !gateway.refuses && !isLeft;) {
      const pending = await pendingAnswers(MOST, after, [...waiting, ...inHand], driver)
      for (const { id, body, processed, known } of pending)
        if (!isLeft && !(processed && unanswered.has(gateway)))
          await attempt(ask, id, Buffer.from(body), processed ? { known } : undefined)
      const last = pending.at(-1)
      if (!last || pending.length < MOST) break
      after = last.id
    }
  }
  /** Whether there may be more; `onFound` before what came is worked on. */
  const take = async (ask: Ask, received: ReceiveOutcome, onFound = () => {}): Promise<boolean> => {
    if (received.kind !== 'fault') unanswered.delete(gateway)
    else if (SILENCE.has(received.fault)) unanswered.add(gateway)
    if (received.kind === 'empty') return false
    if (received.kind === 'message') {
      onFound()
      const { id, again } = await recordAnswer(received.raw, driver)
      await attempt(ask, id, received.raw, again ? 'again' : undefined)
      return true
    }
    onFault?.()
    // What came and cannot be read has no id to acknowledge: СМЭВ will bring it again.
    if (isTold(received)) await recordFault(received, driver)
    log.warn('answers.fault', { driver, fault: received.fault, verdict: received.verdict })
    return false
  }
  const receivers = new Set<Receiver>()
  const quick = () => [...receivers].filter((one) => !isSlow(one)).length
  const failures: unknown[] = []
  const start = (work: (ask: Ask) => Promise<void>) => {
    const receiver: Receiver = { done: Promise.resolve() }
    receivers.add(receiver)
    const ask: Ask = (call) => {
      receiver.asking = performance.now()
      return call().finally(() => delete receiver.asking)
    }
    receiver.done = work(ask)
      .catch((error: unknown) => {
        if (isLeft) log.error('worker.failed', trace(error))
        else failures.push(error)
      })
      .finally(() => receivers.delete(receiver))
  }
  // Where one finds an answer two others look for the next while that is worked on, and so on; each ends when it finds none.
  const look = (count: number) => {
    for (let more = 0; more < count && goesOn(); more++)
      if (quick() < RECEIVERS && receivers.size < MOST_HANGING) start(receive)
  }
  const receive = async (ask: Ask): Promise<void> => {
    for (let taken = 0; taken < MOST && goesOn(); taken++)
      if (!(await take(ask, await ask(() => gateway.receive()), () => look(2)))) return
  }
  start(async (ask) => {
    const isPutOff = unanswered.has(gateway)
    await finishPending(ask)
    if (isLeft) return
    const first = await ask(() => gateway.receive())
    if (first.kind !== 'fault') await endSilence(driver)
    else if (!isTold(first)) await noteSilence(driver, first)
    // The first is done with before: what СМЭВ brings again is known by then.
    if (await take(ask, first)) look(1)
    if (isPutOff && !unanswered.has(gateway)) await finishPending(ask)
  })
  while (receivers.size > 0 && !isLeft) {
    const rest = [...receivers].map(({ done }) => done)
    isLeft = quick() === 0 && leave?.(rest) === true
    if (!isLeft) await Promise.race([Promise.all(rest), new Promise((done) => setTimeout(done, LOOK_MS))])
  }
  if (failures.length > 0) throw failures[0]
  if (isLeft) return settled
  const simply: Ask = (call) => call()
  if (gateway.receiveDirectory)
    for (let taken = 0; taken < MOST && goesOn() && (await awaitsDirectoryAnswer()); taken++)
      if (!(await take(simply, await gateway.receiveDirectory()))) break
  if (gateway.lookUp && goesOn())
    for (const id of await claimUnanswered(driver, LOOK_UPS)) {
      if (!goesOn()) break // asked for again after its time
      await take(simply, await gateway.lookUp(id))
    }
  return settled
}

const isTold = ({ raw, verdict }: Extract<ReceiveOutcome, { kind: 'fault' }>): boolean =>
  Boolean(raw?.length) || verdict === 'stop' || verdict === 'ask'

async function tried(...answer: Parameters<typeof finish>): Promise<Done | false> {
  try {
    return await finish(...answer)
  } catch (error) {
    const id = answer[2]
    log.error('answer.failed', { envelope: id, ...trace(error) })
    await markFailed(id)
    return false
  }
}

/** An answer that was read already: what it was, or that it was nobody's of ours and is looked at again. */
type Before = { known: boolean } | 'again'

/** `due`: a message may be due again by what was settled. */
type Done = { due: boolean }

async function finish(
  gateway: Gateway,
  ask: Ask,
  id: bigint,
  raw: Buffer,
  before?: Before,
): Promise<Done | false> {
  const answer = gateway.read(raw)
  if (!before && !answer.ok && answer.untrusted) {
    // Neither believed nor given up: it stays unread and unacknowledged until an administrator has mended the settings.
    await recordDistrust(answer.reason)
    distrusted.get(gateway)?.add(id)
    return false
  }
  const again = before === 'again'
  const { known, due = false } = before && !again ? { ...before, due: true } : await settle(id, answer, again)
  const mayAcknowledge = known || env().SMEV_ACK_UNKNOWN
  log.debug('answer.settled', {
    envelope: id,
    known,
    originalMessageId: answer.ok ? answer.originalMessageId : undefined,
  })
  if (!answer.ok || !mayAcknowledge) {
    if (answer.ok) await gateway.putAside?.(answer.messageId)
    if (!again) await markAcknowledged(id) // not believed: СМЭВ will bring the true one; or another system's answer must stay in the queue
    return { due }
  }
  const isNew = !before || again
  if (unanswered.has(gateway)) return isNew && { due }
  await noteAnswered(toRead(answer))
  const outcome = await ask(() => gateway.acknowledge(answer.messageId))
  const done = outcome.ok || outcome.verdict === 'ignore'
  await settleAck(id, answer.messageId, { ...outcome, done })
  if (!outcome.ok && !done) log.warn('answer.notAcknowledged', { envelope: id, fault: outcome.fault })
  return (isNew || done) && { due }
}

/** An answer belongs to what asked for it: a message with orders, or a question to ЕСНСИ, which asks for another kind. */
async function settle(id: bigint, answer: ReturnType<Gateway['read']>, again: boolean): Promise<Settled> {
  const ofDirectory =
    answer.ok &&
    answer.outcome.kind !== 'orders' &&
    (await settleDirectoryAnswer(id, answer.originalMessageId, toDirectoryAnswer(answer)))
  return ofDirectory ? { known: true } : settleAnswer(id, toRead(answer), mintMessageId, again)
}
