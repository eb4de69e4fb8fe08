import { describe, expect, it } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { remedies } from '@/lib/delivery/remedies'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { skipDelivery } from '@/lib/delivery/skip-delivery'
import { markStored } from '@/lib/delivery/message-files'
import { attachFile } from '@/lib/files/attach-file'
import { createGateway } from '@/lib/smev/gateway'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const input = (applicationId: string, version: number, status: number, fileIds: string[] = []) => ({
  applicationId,
  version,
  idempotencyKey: crypto.randomUUID(),
  status,
  statusDate: formatDateTime(now(), desk.planted.clerk.timeZone),
  isInformed: false,
  withoutResult: false,
  reason: '',
  backdatedFor: '',
  comment: '',
  fileIds,
})

/** An application whose second change ЕПГУ refused. */
async function refusedUpdate(code = 31) {
  const { id, orderNumber } = await register()
  const last = () => desk.smev.sent.findLastIndex(({ bytes }) => String(bytes).includes(orderNumber))
  await deliver(desk.smev.gateway)
  reply(last(), orderNumber)
  await pollAnswers(desk.smev.gateway)
  await change(id, 36)
  await deliver(desk.smev.gateway)
  reply(last(), orderNumber, code, 'Update')
  await pollAnswers(desk.smev.gateway)
  return { id, deliveryId: (await card(id)).steps[0]?.deliveryId ?? '' }
}

describe('what a person may do', () => {
  it('sends again what СМЭВ took and nobody answers: the same id, the same bytes', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    const client = owner()
    await client.$executeRaw`UPDATE messages SET sent_at = app_now() - interval '11 minutes' WHERE id = (SELECT message_id FROM deliveries WHERE application_id = ${id}::uuid)`
    await client.$disconnect()
    const step = (await card(id)).steps[0]
    expect(step?.delivery).toMatchObject({ view: 'noAnswer', remedies: ['resend'] })
    await resendDelivery(desk.planted.clerk, { deliveryId: step?.deliveryId ?? '' })
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent[1]).toEqual(desk.smev.sent[0])
    expect(views(await card(id))).toEqual([[1, 'sent']])
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('is offered for each technical error', () => {
    const failed = { state: 'FAILED', answerCode: null } as const
    expect(remedies({ ...failed, kind: 'CREATE' })).toEqual(['resend', 'correct', 'impossible'])
    expect(remedies({ ...failed, kind: 'UPDATE' })).toEqual(['resend', 'chooseStatus', 'skip'])
  })

  it('of two who decide at once one is told so, whoever comes first', async () => {
    for (let race = 0; race < 5; race++) {
      const { id, deliveryId } = await refusedUpdate()
      const { version } = await card(id)
      const instead = changeStatus(desk.planted.clerk, { ...input(id, version, 7), insteadOf: deliveryId })
      const skip = skipDelivery(desk.planted.secondClerk, { deliveryId, reason: 'не нужно' })
      const results = await Promise.allSettled([instead, skip])
      const lost = results.filter((result) => result.status === 'rejected')
      expect(lost).toMatchObject([{ reason: { code: 'CONFLICT' } }])
    }
  })

  it('uploads the files once more with a resend, and nobody else’s', async () => {
    const { id, orderNumber } = await register()
    let uploads = 0
    const upload = async () => (uploads++, { ok: true as const })
    const gateway = { ...desk.smev.gateway, upload }
    await deliver(gateway)
    reply(0, orderNumber)
    await pollAnswers(gateway)
    const body = new Blob(['%PDF-1.7\n', 'x'.repeat(200)]).stream()
    const file = await attachFile(desk.planted.clerk, { applicationId: id, name: 'a.pdf', body })
    const { version, next } = await card(id)
    const final = next.find((status) => status.class === 'granted')?.number ?? 0
    await changeStatus(desk.planted.clerk, input(id, version, final, [file.id]))
    const foreign = await attachFile(desk.planted.clerk, {
      applicationId: (await register()).id,
      name: 'a.pdf',
      body: new Blob(['%PDF-1.7\n', 'y'.repeat(200)]).stream(),
    })
    const stored = () => asWorker((tx) => tx.file.findUniqueOrThrow({ where: { id: foreign.id } }))
    await markStored(foreign.id)
    const before = await stored()
    await deliver(gateway)
    expect(uploads).toBe(1)
    const place = desk.smev.sent.findLastIndex(({ bytes }) => bytes.includes(`>${orderNumber}<`))
    reply(place, orderNumber, 13, 'Update')
    await pollAnswers(gateway)
    await resendDelivery(desk.planted.clerk, { deliveryId: (await card(id)).steps[0]?.deliveryId ?? '' })
    await deliver(gateway)
    expect(uploads).toBe(2)
    expect(before.storedAt).not.toBeNull()
    expect((await stored()).storedAt).toEqual(before.storedAt)
  })
})

describe('an address that an unsigned message must not reach', () => {
  it('leaves what waits as it is, and tells of it', async () => {
    const { id } = await register()
    const closed = createGateway({
      endpoint: 'http://smev.example.ru/ws',
      fileStore: { host: 'ftp.example.ru', port: 21, user: 'x', password: 'x' },
      selector: {},
      timeoutMs: 1000,
      maxBytes: 1000,
    })
    await deliver(closed)
    expect(views(await card(id))).toEqual([[1, 'queued']])
    const where = { kind: 'send.stop', subject: 'UnsignedBeyondLoopback' }
    expect(await asWorker((tx) => tx.alarm.count({ where }))).toBe(1)
    await deliver(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })
})
