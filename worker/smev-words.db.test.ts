import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { mintTestId } from '@/lib/smev/envelope/message-id'
import type { StatusOutcome } from '@/lib/smev/gateway'
import { owner } from '@/scripts/testing/plant'
import type { ownCertificates } from './certificates'
import { card, desk, openDesk, register, reply } from './desk.kit'
import { answer } from './scripted-gateway.kit'
import { askStatus } from './tasks/ask-status'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'
import { watchCertificates } from './tasks/watch-certificates'

openDesk()

async function withOwner<T>(work: (client: ReturnType<typeof owner>) => Promise<T>): Promise<T> {
  const client = owner()
  try {
    return await work(client)
  } finally {
    await client.$disconnect()
  }
}

function telling(...words: StatusOutcome[]) {
  const asked = { times: 0 }
  const status = async (): Promise<StatusOutcome> => {
    asked.times++
    return words.shift() ?? { kind: 'empty' }
  }
  return { asked, gateway: { ...desk.smev.gateway, status } }
}

describe('what СМЭВ says of a message under way', () => {
  it('is asked only when one waits long, kept as it came, shown on the card, and settles nothing', async () => {
    const { id } = await register()
    await deliver(() => desk.smev.gateway)
    const { messageId = '' } = desk.smev.sent[0] ?? {}
    const raw = Buffer.from('<status/>')
    const { asked, gateway } = telling({
      kind: 'status',
      raw,
      messageId,
      category: 'requestIsAcceptedBySmev',
    })
    expect(await askStatus(gateway, 5)).toBe(0)
    expect(asked.times).toBe(0)

    await withOwner(
      (client) => client.$executeRaw`
      UPDATE messages SET sent_at = app_now() - interval '6 minutes' WHERE id = ${messageId}::uuid`,
    )
    expect(await askStatus(gateway, 0)).toBe(0)
    expect(await askStatus(gateway, 5)).toBe(1)
    expect(await askStatus(gateway, 5), 'asked again before the next five minutes').toBe(0)
    const shown = (await card(id)).steps[0]?.delivery
    expect(shown).toMatchObject({ state: 'SENT', smevStatus: 'requestIsAcceptedBySmev' })
    const kept = await withOwner((client) =>
      client.envelope.findMany({ where: { operation: 'GetStatus', originalMessageId: messageId } }),
    )
    expect(kept.map(({ body }) => Buffer.from(body ?? []).toString())).toEqual(['<status/>'])
    expect(kept, 'nothing that is still to be read').toMatchObject([
      { direction: 'IN', processedAt: expect.any(Date), ackedAt: expect.any(Date) },
    ])

    reply(0, (await card(id)).orderNumber ?? '')
    await pollAnswers(desk.smev.gateway)
    expect((await card(id)).steps[0]?.delivery.state).toBe('ACCEPTED')
  })

  it('is told as a warning when it is refused or forged', async () => {
    const { id } = await register()
    await deliver(() => desk.smev.gateway)
    await withOwner(
      (client) => client.$executeRaw`
      UPDATE messages SET sent_at = app_now() - interval '1 hour' WHERE state = 'SENT'`,
    )
    const { gateway } = telling({
      kind: 'fault',
      verdict: 'ask',
      fault: 'StatusForged',
      text: 'no signature of СМЭВ',
      raw: Buffer.from('<forged/>'),
    })
    expect(await askStatus(gateway, 5)).toBe(0)
    const kept = await withOwner((client) =>
      client.envelope.count({ where: { operation: 'GetStatus', body: Buffer.from('<forged/>') } }),
    )
    expect(kept).toBe(1)
    const alarms = await withOwner((client) =>
      client.alarm.findMany({ where: { subject: 'StatusForged', resolvedAt: null } }),
    )
    expect(alarms).toHaveLength(1)
    expect((await card(id)).steps[0]?.delivery.state).toBe('SENT')
  })
})

it('an answer to a test message is acknowledged and raises no alarm', async () => {
  const testId = mintTestId()
  desk.smev.queue.push(answer(testId, 'Update', [{ status: 28, message: 'Order not found' }]))
  await pollAnswers(desk.smev.gateway)
  expect(desk.smev.acknowledged).toHaveLength(1)
  const alarms = await withOwner((client) => client.alarm.findMany({ where: { subject: testId } }))
  expect(alarms).toEqual([])
})

it('an id of any length is taken as it comes, and settled once', async () => {
  const id = randomBytes(5000).toString('hex')
  desk.smev.queue.push(answer(id, 'Update', [{ status: 0, message: 'OK' }]))
  expect(await pollAnswers(desk.smev.gateway)).toBe(1)
  expect(await pollAnswers(desk.smev.gateway)).toBe(0)
  const alarms = await withOwner((client) =>
    client.alarm.findMany({ where: { kind: 'answer.unknown', subject: { startsWith: id.slice(0, 100) } } }),
  )
  expect(alarms).toHaveLength(1)
  const { gateway } = telling({
    kind: 'status',
    raw: Buffer.from('<s/>'),
    messageId: id,
    category: 'x',
  })
  await register()
  await deliver(() => desk.smev.gateway)
  await withOwner(
    (client) =>
      client.$executeRaw`UPDATE messages SET sent_at = app_now() - interval '1 hour' WHERE state = 'SENT'`,
  )
  expect(await askStatus(gateway, 5)).toBe(1)
})

it('a certificate is warned of once for each of 30, 14, 3, 1 days and its end, the narrower instead of the wider', async () => {
  const serial = crypto.randomUUID()
  const ends = (days: number) => () => [
    {
      purpose: 'messages' as const,
      certificate: {
        owner: 'Проба',
        serial,
        notAfter: new Date(Date.now() + days * 86_400_000),
      } as ReturnType<typeof ownCertificates>[number]['certificate'],
    },
  ]
  const open = () =>
    withOwner((client) =>
      client.alarm.findMany({
        where: { subject: { contains: serial }, resolvedAt: null },
        select: { kind: true, times: true },
      }),
    )
  await watchCertificates(ends(31))
  expect(await open()).toEqual([])
  for (const [days, kind] of [
    [29, 'certificate.days30'],
    [13, 'certificate.days14'],
    [2.5, 'certificate.days3'],
    [0.5, 'certificate.days1'],
    [-1, 'certificate.ended'],
  ] as const) {
    await watchCertificates(ends(days))
    await watchCertificates(ends(days))
    const own = (await open()).filter((one) => one.kind === kind)
    expect(own, kind).toEqual([{ kind, times: 1 }])
  }
})
