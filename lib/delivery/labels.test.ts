import { describe, expect, it } from 'vitest'
import { translate } from '@/lib/i18n/translate'
import { ADAPTER_FAULTS, SMEV_FAULTS, TRANSPORT_FAULTS } from '@/lib/smev/faults'
import { ru } from '@/messages/ru'
import { awaitsAdministrator, mendedFaults, passingFaults } from './awaits-administrator'
import {
  awaitsFile,
  failureOf,
  faultCode,
  faultName,
  knownCodes,
  ownFaults,
  shownFault,
  shownState,
  takeBackUntil,
  tones,
  viewOf,
} from './labels'
import { namedFaults } from './named-faults'
import { remedies, resendOf } from './remedies'
import { deliveryViews } from './schema'

const at = new Date('2026-11-05T09:00:00Z')
const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000)
const waiting = { state: 'SENDING', held: false, attempts: 1, nextAttemptAt: null, sentAt: null } as const
const view = (given: Partial<Parameters<typeof viewOf>[0]>) =>
  viewOf({ ...waiting, escalatedAt: null, ...given }, at)

describe('the view of a delivery', () => {
  it.each([
    ['SKIPPED', 'skipped'],
    ['SUPERSEDED', 'superseded'],
    ['ACCEPTED', 'accepted'],
    ['REFUSED', 'refused'],
    ['FAILED', 'technical'],
    ['IMPOSSIBLE', 'impossible'],
  ] as const)('%s is %s, whatever it waited for before', (state, shown) => {
    const before = { held: true, stopped: true, escalatedAt: at, takeBackUntil: after(1) }
    expect(view({ ...before, state })).toBe(shown)
  })

  it('says what a change waits for, the gravest first', () => {
    const all = { takeBackUntil: after(1), stopped: true, escalatedAt: at, held: true }
    expect(view({ state: 'QUEUED', ...all })).toBe('takeBack')
    expect(view({ state: 'QUEUED', ...all, takeBackUntil: at })).toBe('impossible')
    const held = { ...all, takeBackUntil: null, stopped: false }
    expect(view({ state: 'QUEUED', ...held }), 'a decision is waited for, however long').toBe('held')
    expect(view({ state: 'QUEUED', ...held, held: false })).toBe('expired')
    expect(view({ state: 'QUEUED', nextAttemptAt: after(1) })).toBe('queued')
  })

  it('is «retry» only between two attempts', () => {
    expect(view({ nextAttemptAt: after(1) })).toBe('retry')
    expect(view({ nextAttemptAt: after(1), attempts: 0 })).toBe('sending')
    expect(view({ nextAttemptAt: at })).toBe('sending')
    expect(view({})).toBe('sending')
  })

  it('is «sent» when СМЭВ took its message, and «no answer» ten minutes later', () => {
    expect(shownState('SENDING', { state: 'SENT' })).toBe('SENT')
    expect(shownState('SENDING', { state: 'PREPARED' })).toBe('SENDING')
    expect(shownState('QUEUED', { state: 'SENT' })).toBe('QUEUED')
    expect(shownState('SENDING', null)).toBe('SENDING')
    expect(view({ state: 'SENT' })).toBe('sent')
    expect(view({ state: 'SENT', sentAt: after(-10) })).toBe('sent')
    expect(view({ state: 'SENT', sentAt: new Date(after(-10).getTime() - 1) })).toBe('noAnswer')
  })
})

it('is red where a person must act, green where ЕПГУ has it, and grey where nothing more comes', () => {
  const of = (tone: string) => deliveryViews.filter((one) => tones[one] === tone)
  expect(of('no')).toEqual(['refused', 'technical', 'expired'])
  expect(of('ok')).toEqual(['accepted'])
  expect(of('muted')).toEqual(['skipped', 'impossible', 'superseded'])
  expect(of('wait')).toHaveLength(deliveryViews.length - 7)
})

describe('a technical fault', () => {
  it.each([
    ['OwnCheck: a: b', 'OwnCheck', 'OwnCheck', 'OwnCheck'],
    ['AnswerWithoutOrder: not named', 'AnswerWithoutOrder', 'AnswerWithoutOrder', 'AnswerWithoutOrder'],
    ['WorkerDied: 4 workers ended', 'WorkerDied', 'WorkerDied', 'WorkerDied'],
    ['InvalidContent: 028122: SMEV-403: no schema', 'InvalidContent', 'smev', 'SMEV-403'],
    ['SMEV-201: no such file', 'SMEV-201', 'smev', 'SMEV-201'],
    ['ACCESS_DENIED: no', 'ACCESS_DENIED', 'smev', 'ACCESS_DENIED'],
    ['Иванов Иван не найден: x', 'unknown', 'unknown', 'unknown'],
    ['x'.repeat(61), 'unknown', 'unknown', 'unknown'],
    [null, 'unknown', 'unknown', 'unknown'],
  ])('%s is told as what it is', (fault, name, failure, code) => {
    expect([faultName(fault), failureOf(fault), faultCode(fault)]).toEqual([name, failure, code])
  })

  it('of a file that is not on the server lets the change wait, until it is under way again', () => {
    const fault = 'FileIsMissing: 3f1c'
    expect(awaitsFile({ state: 'QUEUED', fault })).toBe(true)
    expect(awaitsFile({ state: 'SENDING', fault })).toBe(false)
    expect(awaitsFile({ state: 'QUEUED', fault: null })).toBe(false)
  })

  it('of what is under way is the last one of its message', () => {
    const message = { lastFault: 'Timeout' }
    expect(shownFault('SENDING', 'AccessDenied', message)).toBe('Timeout')
    expect(shownFault('SENDING', 'AccessDenied', { lastFault: null })).toBe('AccessDenied')
    expect(shownFault('QUEUED', 'AccessDenied', message)).toBe('AccessDenied')
    expect(shownFault('FAILED', null, message)).toBe('Timeout')
    expect(shownFault('QUEUED', null, null)).toBeNull()
    expect(shownFault('SENT', 'AccessDenied', message)).toBeNull()
  })

  const all = Object.entries({ ...SMEV_FAULTS, ...TRANSPORT_FAULTS, ...ADAPTER_FAULTS })
  const judged = (...verdicts: string[]) =>
    all.filter(([, is]) => verdicts.includes(is)).map(([name]) => name)

  it('lets a change wait for an administrator where it does not pass by itself', () => {
    expect([...passingFaults].sort()).toEqual(
      [...judged('retry', 'newId'), 'OwnFilesAway', 'OwnTrouble'].sort(),
    )
    const stops = Object.entries(SMEV_FAULTS).flatMap(([name, is]) => (is === 'stop' ? [name] : []))
    expect([...mendedFaults].sort()).toEqual([...stops, 'OwnError'].sort())
    const awaits = (fault: string | null, view: 'retry' | 'queued' | 'sending' = 'retry') =>
      awaitsAdministrator({ view, fault })
    for (const name of judged('stop', 'ask')) expect(awaits(`${name}: words`), name).toBe(true)
    for (const name of passingFaults) expect(awaits(`${name}: words`), name).toBe(false)
    expect([awaits('SMEV-999: what nobody knows'), awaits(null)]).toEqual([true, false])
    expect([awaits('AccessDenied', 'queued'), awaits('AccessDenied', 'sending')]).toEqual([true, false])
    expect([awaits('InvalidContent', 'queued'), awaits(null, 'queued')]).toEqual([false, false])
  })

  it('is told to the clerk in Russian where a change waits for it to pass or be mended', () => {
    const met = [...passingFaults, ...mendedFaults, ...Object.keys(TRANSPORT_FAULTS)]
    const words: Record<string, string> = ru.verdict.fault
    expect(Object.keys(words)).toEqual(expect.arrayContaining(met))
    for (const name of met) expect(words[name], name).not.toMatch(/[a-z]{2,}(?!})\b/i)
  })

  it('has words for the clerk and the administrator', () => {
    const all = [...ownFaults, 'smev', 'unknown'].sort()
    expect(Object.keys(ru.verdict.failed).sort()).toEqual(all)
    expect(Object.keys(ru.deliveries.alarmFailed).sort()).toEqual(all)
    expect(Object.keys(ru.deliveries.reason)).toEqual(expect.arrayContaining(all))
  })

  it('that stops a driver or is for a person to judge is named to the administrator', () => {
    const hopeless = Object.entries(TRANSPORT_FAULTS).flatMap(([name, verdict]) =>
      verdict === 'stop' || verdict === 'ask' ? [name] : [],
    )
    const own = [
      'JournalNotWritten',
      'OwnError',
      'FileKeyUnreadable',
      'FileIsMissing',
      'FileTooLarge',
      'OwnCheck',
    ]
    expect([...namedFaults].sort()).toEqual([...hopeless, ...own].sort())
    expect(Object.keys(ru.deliveries.alarmOf).sort()).toEqual([...namedFaults].sort())
  })
})

it('a change may be taken back only while it waits for just that', () => {
  const change = { state: 'QUEUED', messageId: null, createdAt: at, notBefore: after(1) } as const
  expect(takeBackUntil(change)).toEqual(after(1))
  expect(takeBackUntil({ ...change, state: 'SENDING' })).toBeNull()
  expect(takeBackUntil({ ...change, messageId: 'm' })).toBeNull()
  expect(takeBackUntil({ ...change, notBefore: at })).toBeNull()
})

describe('what a person may do', () => {
  const refused = (kind: 'CREATE' | 'UPDATE', answerCode: number | null) =>
    remedies({ kind, answerCode, state: 'REFUSED' }, at)

  it.each([
    [4, ['resend'], ['chooseStatus', 'skip']],
    [5, ['correct', 'resend'], ['resend', 'skip']],
    [13, ['resend', 'correct'], ['resend', 'skip']],
    [28, ['resend'], ['createAgain', 'resend', 'skip']],
    [31, ['correct', 'resend'], ['chooseStatus', 'skip']],
    [34, ['continue', 'changeNumber'], ['skip']],
    [38, ['correct'], ['skip']],
    [99, ['correct', 'resend'], ['resend', 'skip']],
    [null, ['correct', 'resend'], ['resend', 'skip']],
  ])('about a refusal with code %s', (code, create, update) => {
    expect(refused('CREATE', code)).toEqual([...create, 'impossible'])
    expect(refused('UPDATE', code)).toEqual(update)
  })

  it('is said beside the code of a refusal, told once', () => {
    const short = [...knownCodes, 'other'] as const
    for (const code of short) {
      const reason = translate(`delivery.short.${code}`, { code: '117' })
      const told = translate('delivery.view.refused', { reason })
      expect(told.match(/\d+/g), told).toEqual([code === 'other' ? '117' : String(code)])
    }
  })

  it('is what the words of a refusal advise, and nothing else', () => {
    const advice = {
      chooseStatus: /ыберите другой статус/,
      correct: /Сверьте|роверьте данные|исправьте/,
      changeNumber: /смените номер/,
      continue: /продолжите/,
      createAgain: /заново/,
      resend: /ередайте (его )?ещё раз/,
      skip: /ропустит/,
      impossible: /Передача невозможна/,
    }
    const values = { status: '', targetCode: '', orderNumber: '', requestDate: '' }
    for (const kind of ['CREATE', 'UPDATE'] as const)
      for (const code of knownCodes) {
        const text = translate(`verdict.answer.${code}.text`, { ...values, kind })
        const advised = Object.entries(advice).flatMap(([name, words]) => (words.test(text) ? [name] : []))
        expect(advised, `${kind} ${code}`).not.toHaveLength(0)
        expect(refused(kind, code), `${kind} ${code}`).toEqual(expect.arrayContaining(advised))
        expect(text, `${kind} ${code}`).toContain(`(код ${code})`)
        if (kind === 'UPDATE') expect(text).not.toMatch(/СНИЛС|ФИО|способ поиска/)
      }
  })

  it('about what did not pass, what is given up and what nobody answers', () => {
    const of = (state: Parameters<typeof remedies>[0]['state'], kind: 'CREATE' | 'UPDATE' = 'CREATE') =>
      remedies({ kind, answerCode: null, state, sentAt: null }, at)
    expect(of('FAILED')).toEqual(['resend', 'correct', 'impossible'])
    expect(of('FAILED', 'UPDATE')).toEqual(['resend', 'chooseStatus', 'skip'])
    expect(of('IMPOSSIBLE')).toEqual(['transferAgain'])
    expect([of('QUEUED'), of('SENDING'), of('ACCEPTED'), of('SENT')]).toEqual([[], [], [], []])
    const sent = { kind: 'CREATE', answerCode: null, state: 'SENT' } as const
    expect(remedies({ ...sent, sentAt: after(-11).toISOString() }, at)).toEqual(['resend'])
    expect(remedies({ ...sent, sentAt: after(-9) }, at)).toEqual([])
  })

  it('a press on a row tries a message that waits at once, and sends again what was refused', () => {
    const row = { kind: 'CREATE', answerCode: null, state: 'SENDING', messageId: 'm' } as const
    expect(resendOf({ ...row, view: 'retry' })).toBe('retryNow')
    expect(resendOf({ ...row, view: 'expired' })).toBe('retryNow')
    expect(resendOf({ ...row, view: 'expired', messageId: null })).toBeNull()
    expect(resendOf({ ...row, view: 'sending' })).toBeNull()
    expect(resendOf({ ...row, view: 'technical', state: 'FAILED' })).toBe('resend')
    expect(resendOf({ ...row, view: 'refused', state: 'REFUSED', answerCode: 38 })).toBeNull()
  })
})
