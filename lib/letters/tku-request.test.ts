import { describe, expect, it } from 'vitest'
import { translate } from '@/lib/i18n/translate'
import { TkuRequest, tkuRequestLetter, tkuTable, tkuTableProblems, type TkuRequestForm } from './tku-request'

const form = (change: Partial<TkuRequestForm> = {}): TkuRequestForm => ({
  services: ['019aa000-0000-7000-8000-000000000001'],
  onVku: 'NO',
  inTest: 'YES',
  planned: 'NONE',
  plannedList: '',
  origin: 'RGU',
  bodyAbsent: false,
  ...change,
})
const organisation = {
  name: 'Администрация Образцового городского округа',
  inn: '9900123450',
  kpp: '990001001',
  ogrn: '1259900000018',
  contactName: null,
  contactPhone: null,
}
const letter = (
  change: Partial<TkuRequestForm> = {},
  contact: { contactName?: string; contactPhone?: string } = {},
) => tkuRequestLetter(TkuRequest.parse(form(change)), { ...organisation, ...contact }, translate)
const wrong = (change: Partial<TkuRequestForm>) =>
  TkuRequest.safeParse(form(change)).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []

const service = (change: Partial<Parameters<typeof tkuTable>[0][number]> = {}) => ({
  name: 'Выдача ордера',
  eserviceCode: '9900000010000000009',
  stateStructureCode: '990000000001',
  ...change,
})

describe('letter L2', () => {
  it('begins with the routing lines as the instruction has them', () => {
    expect(letter().text.split('\n').slice(0, 6)).toEqual([
      'Соглашение/Услуга: Поддержка ИС ИЭП.',
      'Тип запроса: Регламентная процедура.',
      'Система ИЭП: ЕПГУ.',
      'Тип регламентной процедуры: ЕЛК. Добавление кода услуги.',
      'Тема запроса: Добавление кода услуги в ЕЛК.',
      '',
    ])
    expect(letter().to).toBe('sd@sc.digital.gov.ru')
    expect(letter().text).toContain(
      'Просим завести ТКУ государственной(ых) услуг(и) в продуктивную и тестовую среду ЕПГУ согласно приложенной заявке.',
    )
  })

  it('says each answer below its question', () => {
    const answers = (text: string) =>
      [...text.matchAll(/^(\d)\. .*\nОтвет: (.*)$/gm)].map(([, n, said]) => [n, said])
    expect(answers(letter().text)).toEqual([
      ['1', 'НЕТ'],
      ['2', 'ДА'],
      ['3', 'не выводились и не планируются'],
      ['4', 'РГУ'],
    ])
    const other = letter({
      onVku: 'YES',
      inTest: 'NO',
      planned: 'LIST',
      plannedList: ' Ордер ',
      origin: 'KCR',
    })
    expect(answers(other.text).map(([, said]) => said)).toEqual(['ДА', 'НЕТ', 'Ордер', 'КЦР'])
  })

  it('leaves out a list that the answer no longer is', () => {
    expect(letter({ planned: 'NONE', plannedList: 'Забытая' }).text).not.toContain('Забытая')
  })

  it('names whom to call where the organisation does', () => {
    expect(letter().text).not.toContain('Контактное лицо')
    const contact = { contactName: 'Образцов И. И.', contactPhone: '+79000000001' }
    expect(letter({}, contact).text).toContain('Контактное лицо: Образцов И. И., +79000000001')
  })

  it('is not made until everything is answered: all that is missing is told at once', () => {
    expect(wrong({ services: [], onVku: '', inTest: '', planned: '', origin: '' })).toEqual(
      ['services', 'onVku', 'inTest', 'planned', 'origin'].map((field) => [
        field,
        `letters.tkuRequest.error.${field}`,
      ]),
    )
    expect(wrong({ onVku: '', planned: 'LIST', plannedList: '  ' })).toEqual([
      ['onVku', 'letters.tkuRequest.error.onVku'],
      ['plannedList', 'letters.tkuRequest.error.plannedList'],
    ])
    expect(wrong({ onVku: 'MAYBE' as never })).toEqual([['onVku', 'letters.tkuRequest.error.onVku']])
  })
})

describe('its table', () => {
  it('has columns A–F, the code with a minus as the ТКУ, and the code of the body only where it is absent', () => {
    const services = [service(), service({ name: 'Другая', eserviceCode: '-10000000109' })]
    expect(tkuTable(services, false)).toEqual([
      [
        'state_structure_code',
        'numberstring',
        'eserviceCode',
        'serviceTargetId',
        'Commonservice_fullname',
        'hide',
      ],
      ['', '1', '9900000010000000009', '-9900000010000000009', 'Выдача ордера', '0'],
      ['', '2', '-10000000109', '-10000000109', 'Другая', '0'],
    ])
    expect(tkuTable(services, true)[1]?.[0]).toBe('990000000001')
  })

  it('tells which service has a value of more signs than the СЦ takes, and how many', () => {
    expect(tkuTableProblems([service(), service({ eserviceCode: '9'.repeat(19) })], true)).toEqual([])
    expect(
      tkuTableProblems(
        [
          service(),
          service({ name: 'Длинная', eserviceCode: '9'.repeat(20) }),
          service({ name: 'Ведомство', stateStructureCode: 'A'.repeat(33) }),
          service({ name: 'Без кода', stateStructureCode: null }),
        ],
        true,
      ),
    ).toEqual([
      { name: 'Длинная', column: 'serviceTargetId', length: 21, limit: 20 },
      { name: 'Ведомство', column: 'state_structure_code', length: 33, limit: 32 },
      { name: 'Без кода', column: 'state_structure_code', length: 0, limit: 32 },
    ])
    expect(tkuTableProblems([service({ stateStructureCode: 'A'.repeat(33) })], false)).toEqual([])
  })
})
