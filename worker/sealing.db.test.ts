import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { signedAnswer, testSigner } from '@/lib/smev/signature/answer.kit'
import { verifyFile } from '@/lib/smev/commands/verify'
import { card, desk, openDesk, passDelays, register, views } from './desk.kit'
import { scriptedGateway } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const smev = testSigner('СМЭВ')
const sender = testSigner('ЕПГУ')
const own = testSigner('Администрация')
const trust = { pinned: [smev.certificate.fingerprint], roots: [], chain: [] }
const logged = (messageId: string) =>
  asWorker((tx) => tx.envelope.findMany({ where: { messageId, direction: 'OUT' }, orderBy: { id: 'asc' } }))
const retry = { verdict: 'retry' as const, fault: 'Timeout', text: '' }

describe('what leaves is signed', () => {
  it('and stands in the log before it leaves; a retry sends the very bytes', async () => {
    desk.smev = scriptedGateway({ signer: own, trust })
    await register()
    desk.smev.outcomes.push(retry)
    await deliver(desk.smev.gateway)
    await passDelays()
    await deliver(desk.smev.gateway)
    const [first, second] = desk.smev.sent
    expect(verifyFile(first!.bytes)).toMatchObject({
      ok: true,
      lines: ['SIGNED_BY_CALLER digest ok signature ok Администрация'],
    })
    expect(second?.bytes.equals(first!.bytes)).toBe(true)
    const kept = await logged(first!.messageId)
    expect(kept.map(({ body }) => Buffer.from(body ?? '').equals(first!.bytes))).toEqual([true])
  })

  it('by a new certificate again under the same id, and the old bytes stay in the log (decision 4)', async () => {
    desk.smev = scriptedGateway({ signer: own, trust })
    await register()
    desk.smev.outcomes.push(retry)
    await deliver(desk.smev.gateway)
    await passDelays()
    const renewed = scriptedGateway({ signer: testSigner('Администрация'), trust })
    await deliver(renewed.gateway)
    const [old] = desk.smev.sent
    const [fresh] = renewed.sent
    expect(fresh?.messageId).toBe(old?.messageId)
    expect(fresh!.bytes.equals(old!.bytes)).toBe(false)
    expect(verifyFile(fresh!.bytes).ok).toBe(true)
    expect(await logged(old!.messageId)).toHaveLength(2)
  })

  it('and a key that does not answer only makes it wait', async () => {
    const silent = { ...own, sign: () => Promise.reject(new Error('no token')) }
    desk.smev = scriptedGateway({ signer: silent, trust })
    const { id } = await register()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(0)
    expect(views(await card(id))).toEqual([[1, 'retry']])
    await passDelays()
    const mended = scriptedGateway({ signer: own, trust })
    await deliver(mended.gateway)
    expect(mended.sent).toHaveLength(1)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })
})

describe('an answer counts', () => {
  const delivered = async () => {
    desk.smev = scriptedGateway({ signer: own, trust })
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    return { id, orderNumber, originalMessageId: desk.smev.sent[0]!.messageId }
  }

  it('by its signatures', async () => {
    const { id, ...told } = await delivered()
    desk.smev.queue.push(Buffer.from(await signedAnswer({ smev, sender, ...told })))
    await pollAnswers(desk.smev.gateway)
    expect(await card(id)).toMatchObject({ steps: [{ delivery: { view: 'accepted' } }] })
    expect(desk.smev.acknowledged).toHaveLength(1)
    expect(desk.smev.rejected).toHaveLength(0)
  })

  it.each([
    ['changed on the way', (answer: string) => answer.replace('2165858001', '2165858002')],
    ['without signatures', (answer: string) => answer.replace(/<t:SMEVSignature>.*<\/t:SMEVSignature>/s, '')],
  ])('not when it is %s: it is kept, an alarm is raised, and the true one is taken', async (_, forge) => {
    const { id, ...told } = await delivered()
    const answer = await signedAnswer({ smev, sender, ...told })
    const raw = Buffer.from(forge(answer))
    desk.smev.queue.push(raw)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    expect([desk.smev.acknowledged, desk.smev.rejected]).toEqual([[], []])
    const kept = await asWorker((tx) => tx.envelope.findMany({ where: { body: new Uint8Array(raw) } }))
    expect(kept).toHaveLength(1)
    const alarms = await asWorker((tx) =>
      tx.alarm.findMany({
        where: { kind: 'answer.unreadable', details: { startsWith: `envelope ${kept[0]?.id}: ` } },
      }),
    )
    expect(alarms).toHaveLength(1)
    desk.smev.queue.push(Buffer.from(answer))
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('by somebody whom the settings do not trust waits unread, and is believed once they are mended', async () => {
    const { id, ...told } = await delivered()
    const renewed = testSigner('СМЭВ')
    const answer = Buffer.from(await signedAnswer({ smev: renewed, sender, ...told }))
    desk.smev.queue.push(answer)
    await pollAnswers(desk.smev.gateway)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    expect(desk.smev.acknowledged).toEqual([])
    const alarms = await asWorker((tx) =>
      tx.alarm.count({ where: { subject: { contains: renewed.certificate.fingerprint } } }),
    )
    expect(alarms).toBe(1)
    const mended = scriptedGateway({
      signer: own,
      trust: { ...trust, pinned: [renewed.certificate.fingerprint] },
    })
    await pollAnswers(mended.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(mended.acknowledged).toHaveLength(1)
  })
})
