import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { disconnect } from '@/lib/core/db'
import { listNotifications } from '@/lib/notifications/list-notifications'
import { SendNotification } from '@/lib/notifications/schema'
import { sendNotification } from '@/lib/notifications/send-notification'
import { createGeps, type Geps } from '@/lib/smev/geps/gateway'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import * as h from '@/simulators/smev/harness'
import { notify } from './tasks/notify'

vi.hoisted(() => (process.env.GEPS_URL = 'http://127.0.0.1:9/plugin'))

let simulator: h.Process
let planted: Planted
let geps: Geps

beforeAll(async () => {
  planted = await plantTestOrganisation()
  simulator = await h.start(h.temporary())
  await h.control(simulator, 'PUT', 'settings', { gepsReadMs: 60_000 })
  await h.control(simulator, 'PUT', 'applicants/912-345-678%2000', { account: false })
  geps = createGeps({
    url: `${simulator.address}/plugin`,
    plugin: 'geps',
    messageType: 'INFORMATION',
    timeoutMs: 1000,
    maxBytes: 100_000,
  })
})
afterEach(() => h.control(simulator, 'DELETE', 'faults'))
afterAll(async () => {
  geps.close()
  await h.stop(simulator)
  await disconnect()
})

const form = (change: object = {}) => ({
  idempotencyKey: crypto.randomUUID(),
  recipientKind: 'PERSON' as const,
  recipientName: 'Вымышленнова Проба',
  identifier: '900-000-123 91',
  title: 'Приём по новому адресу',
  text: 'С понедельника окна открыты по новому адресу.',
  ...change,
})
const send = (change: object = {}) => sendNotification(planted.clerk, SendNotification.parse(form(change)))
/** One that hears no answers: they wait in the queue. */
const deaf = (): Geps => ({ ...geps, receive: async () => ({ kind: 'empty' }) })
const shown = async (id: string) => (await listNotifications(planted.clerk)).find((row) => row.id === id)
const decided = () =>
  h.control<{ contentKey: string; statusCode: string }[]>(simulator, 'GET', 'notifications')
const sql = async (text: string) => {
  const client = owner()
  await client.$executeRawUnsafe(text)
  await client.$disconnect()
}
const becomes = (id: string, state: string) =>
  vi.waitFor(
    async () => {
      await notify(geps)
      expect((await shown(id))?.state).toBe(state)
    },
    { timeout: 5000 },
  )

it('goes through ГЭПС: taken, refused with its words, read', async () => {
  await h.control(simulator, 'PUT', 'settings', { gepsReadMs: 200 })
  const { id } = await send()
  await becomes(id, 'READ')
  expect((await shown(id))?.readAt).not.toBeNull()
  const refused = await send({ identifier: '912-345-678 00' })
  await becomes(refused.id, 'REJECTED')
  expect(await shown(refused.id)).toMatchObject({ answerText: 'У получателя нет учётной записи' })
  const trader = await send({ recipientKind: 'SOLE_TRADER', identifier: '990012345668' })
  await becomes(trader.id, 'READ')
  await h.control(simulator, 'PUT', 'settings', { gepsReadMs: 60_000 })
})

it('of one form is one notification, however often it is sent', async () => {
  const input = SendNotification.parse(form())
  const [one, other] = await Promise.all([
    sendNotification(planted.clerk, input),
    sendNotification(planted.clerk, input),
  ])
  expect(one.id).toBe(other.id)
  await becomes(one.id, 'ACCEPTED')
  expect((await decided()).filter(({ contentKey }) => contentKey === one.id)).toHaveLength(1)
})

it.each([{ after: true }, {}])('a cut line %o sends it no second time', async (when) => {
  await h.control(simulator, 'POST', 'faults', {
    operation: 'AdapterSend',
    fault: 'disconnect',
    count: 1,
    ...when,
  })
  const { id } = await send()
  await notify(deaf())
  expect(await shown(id)).toMatchObject({ state: 'QUEUED' })
  expect((await shown(id))?.lastFault).toContain('Connection')
  expect((await shown(id))?.nextAttemptAt).not.toBeNull()
  await sql(`UPDATE notifications SET next_attempt_at = app_now() WHERE id = '${id}'`)
  await becomes(id, 'ACCEPTED')
  expect((await decided()).filter(({ contentKey }) => contentKey === id)).toHaveLength(1)
})

it('an answer that died on its way is looked up', async () => {
  const { id } = await send()
  await notify(deaf())
  expect((await shown(id))?.state).toBe('SENT')
  await vi.waitFor(async () => expect((await geps.receive()).kind).toBe('message'))
  await notify(geps)
  expect((await shown(id))?.state).toBe('SENT')
  await sql(`UPDATE notifications SET next_attempt_at = app_now() WHERE id = '${id}'`)
  await notify(geps)
  expect((await shown(id))?.state).toBe('ACCEPTED')
})

it('what is wrong with a form is said field by field, and numbers of people are masked', async () => {
  const wrong = SendNotification.safeParse(
    form({ identifier: '900-000-123 92', title: ' ', text: 'x'.repeat(4001), recipientName: '' }),
  )
  expect(wrong.error?.issues.map(({ path }) => path.join('.')).sort()).toEqual([
    'identifier',
    'recipientName',
    'text',
    'title',
  ])
  expect(SendNotification.safeParse(form({ identifier: '1' })).error?.issues[0]?.path).toEqual(['identifier'])
  const { id } = await send()
  expect((await shown(id))?.identifier).toBe('***-***-123 91')
  expect(await listNotifications((await plantTestOrganisation()).clerk)).toEqual([])
})

const kept = async (id: string) => {
  const client = owner()
  const rows = await client.envelope.findMany({
    where: { OR: [{ messageId: id }, { originalMessageId: id }] },
    orderBy: { id: 'asc' },
  })
  await client.$disconnect()
  return rows.map(({ direction, operation }) => `${direction} ${operation}`)
}

it('keeps what left and what came', async () => {
  const { id } = await send()
  await becomes(id, 'ACCEPTED')
  expect(await kept(id)).toEqual(['OUT geps.Send', 'IN geps.Send', 'IN geps.Get'])
})

it('keeps what is about to leave before it does, and once however often it is tried', async () => {
  const { id } = await send()
  const killed: Geps = { ...deaf(), send: () => Promise.reject(new Error('killed')) }
  for (let times = 0; times < 2; times++) {
    await sql(`UPDATE notifications SET next_attempt_at = app_now() WHERE id = '${id}'`)
    await expect(notify(killed)).rejects.toThrow('killed')
    expect(await kept(id)).toEqual(['OUT geps.Send'])
  }
})
