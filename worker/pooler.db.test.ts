import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'

// Before anything reads the environment: web and worker see the database through pgbouncer alone, and share two connections each.
const pooler = await vi.hoisted(async () => {
  const { hasPooler, openPooler } = await import('@/scripts/testing/pooler')
  if (!hasPooler) return console.warn('pgbouncer is not installed: what goes through it is not tried')
  const { DATABASE_URL_WEB: web = '', DATABASE_URL_WORKER: worker = '' } = process.env
  const opened = await openPooler([web, worker], 2)
  Object.assign(process.env, {
    DATABASE_URL_WEB: opened.through(web),
    DATABASE_URL_WORKER: opened.through(worker),
    DATABASE_URL_DIRECT: worker,
  })
  return opened
})

import { registerApplication } from '@/lib/applications/register-application'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { pruneLog } from '@/lib/log/prune-log'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { testSigner } from '@/lib/smev/signature/answer.kit'
import { filledForm, plantTestOrganisation } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply, views } from './desk.kit'
import { listen } from './listen'
import { deliver, renewHeld } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

describe.skipIf(!pooler)('through a pooler that gives a connection for one transaction', () => {
  openDesk()
  afterAll(() => pooler?.stop())

  it('nobody sees the organisation of whoever had the connection before', async () => {
    const other = await plantTestOrganisation()
    const [mine, theirs] = await Promise.all([
      register(),
      registerApplication(other.clerk, { idempotencyKey: crypto.randomUUID(), form: filledForm(other) }),
    ])
    const seen = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        inOrganisation(n % 2 ? other.clerk : desk.planted.clerk, (tx) =>
          tx.application.findMany({ where: { id: { in: [mine.id, theirs.id] } }, select: { id: true } }),
        ),
      ),
    )
    expect(seen).toEqual(seen.map((_, n) => [{ id: n % 2 ? theirs.id : mine.id }]))
  })

  it('delivers as many at once as there are senders, and their answers', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, register))
    await change(all[0]?.id ?? '', 2)
    await deliver(desk.smev.gateway, 1)
    const placeOf = (number: string) => desk.smev.sent.findIndex(({ bytes }) => bytes.includes(number))
    for (const { orderNumber } of all) reply(placeOf(orderNumber), orderNumber)
    await pollAnswers(desk.smev.gateway)
    await deliver(desk.smev.gateway)
    expect(views(await card(all[0]?.id ?? ''))).toEqual([
      [2, 'sent'],
      [1, 'accepted'],
    ])
    expect(views(await card(all[19]?.id ?? ''))).toEqual([[1, 'accepted']])
  })

  it('keeps its leases and is woken past it, whoever holds every connection of the pooler', async () => {
    const heard = vi.fn()
    const ears = listen('delivery', heard)
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1))
    await register()
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), 5000)
    await ears.stop()
    let renewed = false
    let free = () => {}
    const freed = new Promise<void>((done) => (free = done))
    const { asWorker } = await import('@/lib/core/db')
    const busy = [1, 2].map(() => asWorker(async (tx) => (await tx.$queryRaw`SELECT 1`, freed)))
    await renewHeld().then(() => (renewed = true))
    free()
    await Promise.all(busy)
    expect(renewed).toBe(true)
    expect(await claimMessages(1, mintMessageId)).toEqual([])
  })

  it('leaves no lock behind with whoever has the connection next', async () => {
    const to = mkdtempSync(path.join(os.tmpdir(), 'pruned-'))
    const prune = () =>
      pruneLog(process.env.DATABASE_URL_WORKER ?? '', {
        before: new Date(now().getTime() - 86_400_000),
        to,
        signer: testSigner('Администрация'),
        by: 'test',
        reason: 'test',
      })
    const both = await Promise.allSettled([prune(), prune()])
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true)
    await Promise.all(Array.from({ length: 4 }, register))
    expect(await prune()).toEqual([])
    rmSync(to, { recursive: true })
  })
})
