import { describe, expect, it } from 'vitest'
import type { Answer, AnswerOutcome } from '@/lib/smev/contract'
import { mintMessageId, mintTestId } from '@/lib/smev/envelope/message-id'
import { toDirectoryAnswer, toRead } from './tasks/read-answer'

const ids = { messageId: 'answer', originalMessageId: mintMessageId() }
const saying = (outcome: AnswerOutcome) => ({ ok: true, ...ids, outcome }) satisfies Answer
const fault = (name: string, given: object = {}) => ({ name, errors: [], ...given })
const refused = (given: object, category = 'requestIsRejectedBySmev') =>
  toRead(saying({ kind: 'processing', category, rejectedBySmev: true, ...given }))

describe('an answer about orders', () => {
  it('is each order as ЕПГУ answered it', () => {
    const orders = [{ orderNumber: '1', elkOrderNumber: null, status: 13, message: 'нет' }]
    const response = { kind: 'CREATE' as const, code: 11, message: 'Completed with errors', orders }
    expect(toRead(saying({ kind: 'orders', response }))).toEqual({
      ...ids,
      kind: 'orders',
      code: 11,
      text: 'Completed with errors',
      orders,
    })
  })

  it('names no message of ours where it has no id', () => {
    const { originalMessageId } = toRead({
      ...saying({ kind: 'foreign', reason: '' }),
      originalMessageId: undefined,
    })
    expect(originalMessageId).toBeNull()
  })

  it('that cannot be read says why, and is of nothing', () => {
    expect(toRead({ ok: false, reason: 'no XML' })).toEqual({
      kind: 'unreadable',
      messageId: null,
      originalMessageId: null,
      reason: 'no XML',
    })
  })

  it('to a test is that, whatever it says', () => {
    const answer = { ...saying({ kind: 'foreign', reason: 'x' }), originalMessageId: mintTestId() }
    expect(toRead(answer)).toEqual({ ...answer, kind: 'test', ok: undefined, outcome: undefined })
    expect(Object.keys(toRead(answer)).sort()).toEqual(['kind', 'messageId', 'originalMessageId'])
  })

  it('with other contents is unreadable', () => {
    expect(toRead(saying({ kind: 'foreign', reason: 'no ElkOrderResponse' }))).toEqual({
      ...ids,
      kind: 'unreadable',
      reason: 'no ElkOrderResponse',
    })
    const reply = { to: 'count', count: 1 } as const
    expect(toRead(saying({ kind: 'directory', reply }))).toEqual({
      ...ids,
      kind: 'unreadable',
      reason: 'an answer of ЕСНСИ to no question of ours',
    })
  })
})

describe('a word of СМЭВ on the way', () => {
  it('is progress, unless it refuses', () => {
    const progress = { ...ids, kind: 'progress' }
    expect(toRead(saying({ kind: 'status', code: '1', description: '', parameters: [] }))).toEqual(progress)
    const processing = { kind: 'processing', category: 'requestIsQueued', rejectedBySmev: false } as const
    expect(toRead(saying(processing))).toEqual(progress)
  })

  it('refuses by its fault’s name, code and words, where there are such', () => {
    const named = { code: '028122', description: 'SMEV-403: schema' }
    expect(refused({ fault: fault('InvalidContent', named), details: 'other words' })).toEqual({
      ...ids,
      kind: 'rejected',
      fault: 'InvalidContent: 028122: SMEV-403: schema',
      notToBlame: undefined,
    })
    expect(refused({ fault: fault('InvalidContent'), details: 'its details' })).toMatchObject({
      fault: 'InvalidContent: its details',
    })
    expect(refused({})).toMatchObject({ fault: '' })
  })

  it('that refuses an answer says so, and nothing against what was asked', () => {
    const given = { fault: fault('SMEVFailure', { description: 'away' }) }
    expect(refused(given, 'responseIsRejectedBySmev')).toMatchObject({
      fault: 'AnswerRefused: SMEVFailure: away',
      notToBlame: undefined,
    })
  })

  it.each([
    ['EndOfLifeReached', 'newId'],
    ['SMEVFailure', 'retry'],
    ['SenderIsNotRegistered', 'stop'],
  ])('for %s blames nothing of what it carried', (name, verdict) => {
    expect(refused({ fault: fault(name, { description: 'words' }), details: 'other' })).toMatchObject({
      kind: 'rejected',
      notToBlame: { verdict, fault: name, text: 'words' },
    })
    expect(refused({ fault: fault(name), details: 'other' })).toMatchObject({ notToBlame: { text: 'other' } })
  })

  it.each(['InvalidContent', 'NobodyKnowsThis'])('for %s blames it', (name) => {
    expect(refused({ fault: fault(name) })).toHaveProperty('notToBlame', undefined)
  })

  it('goes by the reason of a signature that does not hold', () => {
    const bad = (signatureReason?: string) =>
      refused({ fault: fault('SignatureVerificationFault', { signatureReason }) })
    expect(bad('PoorSOAPEnvelopeFormat')).toHaveProperty('notToBlame', undefined)
    expect(bad()).toMatchObject({ notToBlame: { verdict: 'stop' } })
  })
})

it('a rejection by the provider is told with all its reasons, and numbers of people are masked', () => {
  const reasons = [
    { code: 'NO_DATA', description: 'СНИЛС 112-233-445 95' },
    { code: 'FAILURE', description: 'later' },
  ]
  const read = toRead(saying({ kind: 'rejected', reasons }))
  expect(read).toMatchObject({
    ...ids,
    kind: 'rejected',
    fault: expect.stringMatching(/^RequestRejected: NO_DATA: .*; FAILURE: later$/),
  })
  expect(JSON.stringify(read)).not.toContain('112-233-445')
  expect(read).not.toHaveProperty('notToBlame')
  const said = refused({ fault: fault('InvalidContent', { description: 'СНИЛС 112-233-445 95' }) })
  expect(JSON.stringify(said)).not.toContain('112-233-445')
})

describe('an answer to a question to ЕСНСИ', () => {
  const of = (outcome: AnswerOutcome) => toDirectoryAnswer(saying(outcome))

  it('is its reply', () => {
    const reply = { to: 'count', count: 7 } as const
    expect(of({ kind: 'directory', reply })).toBe(reply)
  })

  it('is a refusal with the first of its reasons', () => {
    const reasons = ['NO_DATA', 'FAILURE'].map((code) => ({ code, description: `words of ${code}` }))
    expect(of({ kind: 'rejected', reasons })).toEqual({
      to: 'rejected',
      code: 'NO_DATA',
      text: 'words of NO_DATA',
    })
    expect(of({ kind: 'rejected', reasons: [] })).toEqual({ to: 'rejected', code: '', text: '' })
  })

  it('is a refusal of СМЭВ, or its word on the way', () => {
    const processing = (given: object, rejectedBySmev = true) =>
      of({ kind: 'processing', category: 'requestIsRejectedBySmev', rejectedBySmev, ...given })
    const all = { fault: fault('AccessDenied', { code: '7', description: 'closed' }), details: 'more' }
    expect(processing(all)).toEqual({ to: 'rejected', code: '7', text: 'closed' })
    expect(processing({ fault: fault('AccessDenied'), details: 'more' })).toEqual({
      to: 'rejected',
      code: 'AccessDenied',
      text: 'more',
    })
    expect(processing({})).toEqual({ to: 'rejected', code: 'СМЭВ', text: '' })
    expect(processing(all, false)).toEqual({ to: 'progress' })
    expect(of({ kind: 'status', code: '1', description: '', parameters: [] })).toEqual({ to: 'progress' })
  })

  it('is unclear when it is none', () => {
    expect(of({ kind: 'foreign', reason: 'another root' })).toEqual({ to: 'unclear', reason: 'another root' })
    const response = { kind: 'CREATE' as const, code: 0, message: '', orders: [] }
    expect(of({ kind: 'orders', response })).toEqual({ to: 'unclear', reason: 'orders' })
  })
})
