import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { log, trace } from '@/lib/core/logger'
import { madeAt } from '@/lib/core/uuid7'
import { OWN_ERROR, ownFault } from '@/lib/delivery/labels'
import { releaseLeases, renewLeases } from '@/lib/delivery/leases'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { settleSend, type Claimed, type SendOutcome } from '@/lib/delivery/send-messages'
import { endToldSilence, goOnAfterSilence, tellSilence, type Silent } from '@/lib/delivery/silence'
import { openQueue, type Made } from '@/lib/delivery/take-ready'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway } from '@/lib/smev/gateway'
import { drivers } from '@/lib/delivery/drivers'
import { openHold } from '@/lib/delivery/hold'
import { openEndpoint, toldBy, type Endpoint, type Told } from '../endpoint'
import { fileSigning, type Signing } from '../file-signing'
import { oneAtATime } from '../rhythm'
import { sendOne, uploadAll } from './send-one'

const SENDERS = 12 // more than one address takes at once: one that is slow leaves some to the others
const STORING = 3 // messages at their files at once: a slow store leaves senders to the rest
const TROUBLES = 4 // sends of a message that ended by our own doing: then an administrator must know
const LOOK = 250 // ms between two looks for messages that are due again, unless something tells that there is one
const PACE = 150 // ms between two looks for saved changes while a message is under way: they leave together, and wait no longer
const FRESH = 250 // ms since a change was saved, its transaction among them: what is saved beside it may go with it

const carriedBy = ({ changes, unread }: Made) => changes.length + unread.length

/** What this process is at, by its lease: kept while it is. */
const held = new Map<string, Claimed>()
export const renewHeld = (): Promise<void> => renewLeases(held.values())

/** The gateway of a driver; a message goes by the driver it was made for. */
export type GatewayOf = (driver: SmevDriver) => Gateway

export type Ways = {
  perMessage?: number
  signing?: () => Promise<Signing | undefined>
  paceMs?: number
  /** СМЭВ has a message: its answer may come from now on. */
  onTaken?: (driver: SmevDriver) => void
}

export type Senders = {
  /** Looks for what is due; waits for nothing. */
  wake: () => void
  /** Something was saved: nothing else is looked for. */
  hear: () => void
  /** When nothing is due any more: how many sends there were. Throws what stopped a sender. */
  idle: () => Promise<number>
  stop: () => Promise<void>
}

/**
 * Senders that know nothing of each other: each takes one message, sends it, settles it and takes the next, so that one
 * that hangs holds up its own message only. The step that turns waiting changes into messages is shared.
 */
export function openSenders(given: Gateway | GatewayOf, ways: Ways = {}): Senders {
  const { perMessage = env().SMEV_ORDERS_PER_MESSAGE, signing = fileSigning, paceMs = PACE, onTaken } = ways
  const gatewayOf = typeof given === 'function' ? given : () => given
  const take = openQueue({
    perMessage,
    newMessageId: mintMessageId,
    refuses: (driver) => gatewayOf(driver).refuses,
    held,
  })
  const each = <T>(open: () => T) =>
    Object.fromEntries(drivers.map((driver) => [driver, open()])) as Record<SmevDriver, T>
  const [endpoints, stores] = [each(() => openEndpoint()), each(() => openEndpoint())]
  const storing = each(() => 0) // messages that are at their files
  const answered = new Set<Endpoint>()
  const troubles = new Map<string, number>() // of a message: sends that ended by our own doing
  const isHeld = openHold()
  const made: Claimed[] = []
  let [later, laterAt, freeAt]: [NodeJS.Timeout | undefined, number, number] = [undefined, 0, Infinity]
  const running = new Set<Promise<void>>()
  let [sent, wakes, stopped] = [0, 0, false]
  let [signals, heeded, lookedAt] = [1, 0, -Infinity] // that a message may be due again
  // Messages that are being sent; the last look for saved changes, whether it left none, whether more are being saved, and whether
  // somebody put the next one off.
  let [underWay, tookAt, tookAll, areMany, paced] = [0, -Infinity, true, false, false]
  let failure: { error: unknown } | undefined

  const makeMore = oneAtATime(async () => {
    const free = freeDrivers()
    if (free.length === 0 || made.some(mayGo)) return
    const signed = await signing()
    const lookedFrom = performance.now()
    const messages = await take(free, free.filter(storeIsFree), signed?.problem)
    made.push(...messages)
    if (free.length < drivers.length) return // what waits for the others is not known
    // Behind a full one of what was saved just now there is not yet another: what is there goes with what is being saved.
    const at = now().getTime()
    const isFresh = (savedAt: number) => savedAt > at - FRESH && savedAt < at + FRESH // where clocks differ nothing is
    const fresh = messages.filter(
      ({ changes }) => perMessage > 1 && changes.some(({ id }) => isFresh(madeAt(id))),
    )
    tookAll =
      messages.length < SENDERS && messages.every((one) => carriedBy(one) < perMessage || fresh.includes(one))
    areMany = fresh.some(({ changes }) => changes.length > perMessage / 2)
    tookAt = lookedFrom
  })
  const pace = () =>
    tookAll && (underWay > 0 || areMany) ? Math.max(0, tookAt + paceMs - performance.now()) : 0
  const freeDrivers = () => drivers.filter((driver) => endpoints[driver].wait() === 0)
  const storeIsFree = (driver: SmevDriver) =>
    stores[driver].wait() === 0 && storing[driver] < (stores[driver].downSince() === undefined ? STORING : 1)
  const mayGo = ({ driver, toStore }: Claimed) =>
    endpoints[driver].wait() === 0 && (!toStore || storeIsFree(driver))
  const nextMessage = async (): Promise<Claimed | undefined> => {
    const ofMade = () => {
      const at = made.findIndex(mayGo)
      const message = at < 0 ? undefined : made.splice(at, 1)[0]
      if (message?.toStore) storing[message.driver]++
      return message
    }
    freeAt = Math.min(freeAt, soonest())
    const free = freeDrivers()
    if (free.length === 0) return undefined
    const known = ofMade()
    if (known) return known
    const [signal, at] = [signals, performance.now()]
    if (heeded < signal || at - lookedAt > LOOK) {
      ;[heeded, lookedAt] = [signal, at]
      const [due] = await claimMessages(1, mintMessageId, free, free.filter(storeIsFree))
      if (due) {
        signals++ // there may be another
        held.set(due.leaseToken, due)
        made.push(due) // its place at the store may be another's by now
        const message = ofMade()
        if (message) return message
      }
    }
    paced = pace() > 0
    if (paced) return undefined
    await makeMore()
    return ofMade()
  }
  /** When the first address that is not free now will be. */
  const soonest = () => {
    const waits = [...Object.values(endpoints), ...Object.values(stores)].map((endpoint) => endpoint.wait())
    return performance.now() + Math.min(...waits.filter((wait) => wait > 0))
  }
  /** A sender ends: nobody comes by until an address is free that was not when it looked, though it may be by now. */
  const comeBack = () => {
    const at = Math.min(freeAt, soonest(), paced ? performance.now() + pace() : Infinity)
    if (at === Infinity || stopped || (later && laterAt <= at)) return
    clearTimeout(later)
    laterAt = at
    later = setTimeout(() => {
      later = undefined
      freeAt = Infinity
      signals++ // what waits for that address was not looked for
      start()
    }, at - performance.now())
  }
  /** One exchange with an address: when that begins or ends to be silent, it is told. */
  const through = async <T>(
    endpoint: Endpoint,
    silent: Silent,
    driver: SmevDriver,
    exchange: (tell: (outcome: SendOutcome) => void) => Promise<T>,
  ): Promise<T> => {
    let [told, wasDown, isOver] = ['nothing' as Told, false, false]
    const end = endpoint.begin()
    const result = await exchange((outcome) => (told = toldBy(outcome))).finally(() => {
      wasDown = endpoint.downSince() !== undefined
      isOver = end(told)
      if (told !== 'fine') signals++
    })
    const isDown = endpoint.downSince() !== undefined
    if (isDown && !wasDown) await tellSilence(silent, driver)
    if (!isDown && (wasDown || isOver)) {
      await goOnAfterSilence(silent, driver)
      signals++
    } else if (told === 'fine' && !answered.has(endpoint)) await endToldSilence(silent, driver)
    if (told === 'fine') answered.add(endpoint)
    return result
  }
  const uploadOf =
    (driver: SmevDriver): Gateway['upload'] =>
    (file) =>
      through(stores[driver], 'store.down', driver, async (tell) => {
        const uploaded = await gatewayOf(driver).upload(file)
        tell(uploaded.ok ? { verdict: 'taken' } : uploaded)
        return uploaded
      })
  /** Its files go first, and hold up nobody's way to СМЭВ; then it stands before the others. */
  const store = async (message: Claimed) => {
    const whole = await uploadAll(uploadOf(message.driver), message).finally(() => storing[message.driver]--)
    if (whole && 'changes' in whole) {
      const stored = { ...whole, toStore: false }
      held.set(stored.leaseToken, stored)
      made.unshift(stored)
    } else if (whole) await settleSend(message, whole, mintMessageId)
  }
  const exchange = (message: Claimed) =>
    through(endpoints[message.driver], 'send.down', message.driver, (tell) =>
      sendOne(gatewayOf(message.driver), message, {
        signing,
        upload: uploadOf(message.driver),
        tell: (outcome) => {
          tell(outcome)
          if (outcome.verdict === 'taken') onTaken?.(message.driver)
        },
      }),
    )
  const send = async (message: Claimed) => {
    const { id } = message
    underWay++
    try {
      await (message.toStore ? store(message) : exchange(message))
      if (!message.toStore) troubles.delete(id)
    } catch (error) {
      // This worker lives: what it could not do is no death of one. Tried again nearly as soon as a dead one's; told when that goes on.
      const times = (troubles.get(id) ?? 0) + 1
      troubles.set(id, times)
      const text = error instanceof Error ? error.name : 'unknown'
      const outcome =
        times < TROUBLES
          ? ({ verdict: 'retry', fault: ownFault(message.lastFault), text } as const)
          : ({ verdict: 'ask', fault: OWN_ERROR, text } as const)
      await settleSend({ ...message, attempts: times }, outcome, mintMessageId).catch(() => undefined)
      throw error
    } finally {
      underWay--
      if (held.get(message.leaseToken) === message) held.delete(message.leaseToken)
    }
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
    paced = false
    if (await isHeld()) return false
    const message = await nextMessage()
    if (!message) return false
    held.set(message.leaseToken, message)
    start() // where there is one there may be more
    await send(message)
    if (!message.toStore) sent++
    return true
  }
  const ended = async () => {
    while (running.size > 0) await Promise.all(running)
  }
  return {
    wake: () => {
      signals++
      wakes++
      start()
    },
    hear: () => {
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
  const senders = openSenders(gateway, { perMessage, signing, paceMs: 0 })
  senders.wake()
  return senders.idle().finally(senders.stop)
}
