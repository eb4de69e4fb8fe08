import { describe, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { asWorker, type Tx } from '@/lib/core/db'
import { attachFile } from '@/lib/files/attach-file'
import { refuseAll, type Gateway } from '@/lib/smev/gateway'
import { setDriver } from '@/lib/organisations/set-driver'
import { filledForm, owner, plantTestOrganisation } from '@/scripts/testing/plant'
import { alarms, decided, fault, goBy, messages, of, openWire, run, wire } from '@/scripts/testing/wire'
import { card, change, desk, passDelays, register, views } from './desk.kit'
import { deliver } from './tasks/deliver'

openWire()

describe('direct → adapter → folder', () => {
  it('loses and doubles nothing of what waits, was sent, was refused or is in doubt', async () => {
    // Sent, its answer not yet fetched; a change waits behind it.
    const sent = await register()
    await deliver(of)
    await change(sent.id, 7)
    // Refused: waits for its clerk, the change behind it too.
    const refused = await register()
    await fault({ answer: 5 })
    await deliver(of)
    await change(refused.id, 7)
    // In doubt: СМЭВ has it, its receipt never came.
    const doubted = await register()
    await fault({ operation: 'SendRequest', fault: 'http502', count: 1, after: true })
    await deliver(of)
    // Never there: nobody listens.
    const never = await register()
    wire.instead = { DIRECT: { ...wire.real.DIRECT, send: nobodyListens } }
    await deliver(of)
    wire.instead = {}
    expect(await messages(never.id)).toEqual(['DIRECT PREPARED'])

    await goBy('ADAPTER')
    const waiting = await register()
    await run(sent.id, doubted.id, never.id, waiting.id)

    expect(await messages(sent.id)).toEqual(['DIRECT ANSWERED', 'ADAPTER ANSWERED'])
    expect(await messages(doubted.id)).toEqual(['DIRECT ANSWERED'])
    expect(await messages(never.id)).toEqual(['DIRECT REFUSED', 'ADAPTER ANSWERED'])
    expect(await messages(waiting.id)).toEqual(['ADAPTER ANSWERED'])
    expect(views(await card(refused.id))).toEqual([
      [2, 'held'],
      [1, 'refused'],
    ])

    // The adapter has it, its receipt never came; then folders.
    const next = await register()
    await fault({ operation: 'AdapterSend', fault: 'disconnect', count: 1, after: true })
    await deliver(of)
    await goBy('FOLDER')
    await change(never.id, 7)
    await run(next.id, never.id)
    expect(await messages(next.id)).toEqual(['ADAPTER ANSWERED'])
    expect(await messages(never.id)).toEqual(['DIRECT REFUSED', 'ADAPTER ANSWERED', 'FOLDER ANSWERED'])

    expect(await decided(sent.orderNumber)).toEqual([[6, 0], [7, 0]]) // prettier-ignore
    expect(await decided(refused.orderNumber)).toEqual([[6, 5]])
    expect(await decided(never.orderNumber)).toEqual([[6, 0], [7, 0]]) // prettier-ignore
    for (const one of [doubted, waiting, next]) expect(await decided(one.orderNumber)).toEqual([[6, 0]])
    for (const { id } of [sent, doubted, never, waiting, next])
      expect((await card(id)).elkOrderNumber).toMatch(/^\d+$/)
  })
})

const nobodyListens: Gateway['send'] = () =>
  Promise.resolve({ verdict: 'retry', fault: 'ConnectionRefused', text: '' })

describe('what may have been taken', () => {
  it('goes on by its old driver though its last fault alone would prove the contrary', async () => {
    const { id, orderNumber } = await register()
    await fault({ operation: 'SendRequest', fault: 'http502', count: 1, after: true })
    await deliver(of)
    wire.instead = { DIRECT: { ...wire.real.DIRECT, send: nobodyListens } }
    await passDelays()
    await deliver(of)
    wire.instead = {}
    await goBy('ADAPTER')
    await run(id)
    expect(await messages(id)).toEqual(['DIRECT ANSWERED'])
    expect(await decided(orderNumber)).toEqual([[6, 0]])
  })

  it('goes on by its old driver when a worker died at it', async () => {
    const { id, orderNumber } = await register()
    const died = new Error('killed')
    wire.instead = {
      DIRECT: {
        ...wire.real.DIRECT,
        send: async (...given) => {
          await wire.real.DIRECT.send(...given)
          throw died
        },
      },
    }
    await expect(deliver(of)).rejects.toBe(died)
    wire.instead = {}
    await asWorker((tx) => tx.$executeRaw`UPDATE messages SET lease_until = NULL WHERE state = 'PREPARED'`)
    await goBy('FOLDER')
    await run(id)
    expect(await messages(id)).toEqual(['DIRECT ANSWERED'])
    expect(await decided(orderNumber)).toEqual([[6, 0]])
  })

  it('waits, with an alarm, while its old driver cannot be opened; what nobody has goes by the new one', async () => {
    const doubted = await register()
    await fault({ operation: 'SendRequest', fault: 'http502', count: 1, after: true })
    await deliver(of)
    const never = await register()
    wire.instead = { DIRECT: refuseAll('DriverUnavailable', 'DIRECT: SMEV_CERTIFICATE is not set') }
    await deliver(of)
    await goBy('ADAPTER')
    await run(never.id)
    expect(await messages(never.id)).toEqual(['ADAPTER ANSWERED'])
    expect(await messages(doubted.id)).toEqual(['DIRECT PREPARED'])
    const [alarm] = await alarms('send.stop', 'DriverUnavailable')
    expect(alarm?.details).toContain('SMEV_CERTIFICATE')
    expect(await alarms('answer.fault', 'DriverUnavailable')).toHaveLength(1)
    wire.instead = {}
    await run(doubted.id)
    expect(await messages(doubted.id)).toEqual(['DIRECT ANSWERED'])
    expect(await decided(doubted.orderNumber)).toEqual([[6, 0]])
  })
})

it('organisations of several drivers share no message and no gateway', async () => {
  const other = await plantTestOrganisation()
  const foreign = await registerApplication(other.clerk, {
    idempotencyKey: crypto.randomUUID(),
    form: filledForm(other),
  })
  const own = [await register(), await register()]
  await goBy('ADAPTER')
  await deliver(of, 100)
  const [one, two] = await Promise.all(own.map(({ id }) => messages(id)))
  expect([one, two, await messages(foreign.id)]).toEqual([
    ['ADAPTER SENT'],
    ['ADAPTER SENT'],
    ['DIRECT SENT'],
  ])
  await run(foreign.id, ...own.map(({ id }) => id))
})

it('a file that one driver had stored is stored anew for the next', async () => {
  const { id } = await register()
  await run(id)
  const attached = await attachFile(desk.planted.clerk, {
    applicationId: id,
    name: 'решение.pdf',
    body: new Blob(['%PDF-1.7\n', crypto.randomUUID()]).stream(),
  })
  await change(id, 3, [attached.id])
  wire.instead = { DIRECT: { ...wire.real.DIRECT, send: nobodyListens } }
  await passDelays()
  await deliver(of)
  wire.instead = {}
  await goBy('ADAPTER')
  await run(id)
  expect(await messages(id)).toEqual(['DIRECT ANSWERED', 'DIRECT REFUSED', 'ADAPTER ANSWERED'])
  expect(views(await card(id))[0]).toEqual([2, 'accepted'])
})

it('a driver is set with an audit row, for an organisation that exists', async () => {
  await goBy('FOLDER')
  const rows = await asWorker((tx) =>
    tx.auditEvent.findMany({
      where: { organisationId: desk.planted.organisationId, action: 'organisation.setDriver' },
      orderBy: { id: 'desc' },
    }),
  )
  expect(rows[0]?.details).toEqual({ from: null, to: 'FOLDER' })
  const client = owner()
  await expect(
    client.$transaction((tx) => setDriver(tx as Tx, { code: 'nobody', driver: null })),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await client.$disconnect()
})
