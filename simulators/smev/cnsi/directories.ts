import { listStatuses } from '../epgu/statuses'

export interface Directory {
  /** Its number on ЕСНСИ's site. */
  number: number
  /** The code by which it is asked for; known are ELK_STATUS and ORGANIZATIONS_SENDERS, the rest are invented. */
  code: string
  name: string
  /** The first attribute is the key. */
  attributes: string[]
  rows: string[][]
}

const pairs = (number: number, code: string, name: string, rows: [string, string][]): Directory => ({
  number,
  code,
  name,
  attributes: ['Код', 'Наименование'],
  rows,
})

/** What the directories hold at the first start. Which rows are known and which are invented, README.md says. */
export const DIRECTORIES: Directory[] = [
  pairs(7210, 'ELK_CITIZENSHIP', 'ЕЛК. Гражданство', [
    ['643', 'РОССИЯ'],
    ['112', 'БЕЛАРУСЬ'],
    ['398', 'КАЗАХСТАН'],
    ['417', 'КИРГИЗИЯ'],
    ['0', 'ЛИЦО БЕЗ ГРАЖДАНСТВА'],
  ]),
  pairs(7211, 'ELK_PERSONAL_DOC_TYPE', 'ЕЛК. Тип документа удостоверяющего личность', [
    ['1', 'Паспорт гражданина РФ'],
    ['2', 'Заграничный паспорт'],
    ['3', 'Свидетельство о рождении'],
    ['4', 'Вид на жительство'],
  ]),
  pairs(7212, 'ELK_STATUS', 'ЕЛК. Статусы', listStatuses()),
  pairs(7213, 'ELK_CHANNEL', 'ЕЛК. Канал приема', [
    ['4', 'Подразделение ведомства'],
    ['12', 'Беззаявительный порядок'],
    ['1', 'МФЦ'],
    ['2', 'РПГУ'],
    ['3', 'Официальный сайт ведомства'],
    ['5', 'Заказное письмо'],
    ['-1', 'Иной канал'],
  ]),
  pairs(7246, 'ELK_DOC_TYPE', 'ЕЛК. Типы документов (вложений)', [
    ['ELK_RESULT', 'Результат оказания услуги'],
    ['ELK_NOTICE', 'Уведомление'],
  ]),
  {
    number: 7293,
    code: 'ELK_TEMPLATE',
    name: 'ЕЛК. Шаблоны уведомлений',
    attributes: ['Мнемоника', 'Наименование', 'Шаблон'],
    rows: [
      ['ELK_SAMPLE_TEMPLATE', 'Пример', '<#if text?hasContent>${(text)!}</#if>'],
      ['ELK_SAMPLE_VISIT', 'Приглашение (пример)', 'Ждём вас ${(date)!} по адресу: ${(address)!}'],
    ],
  },
  {
    number: 8248,
    code: 'ORGANIZATIONS_SENDERS',
    name: 'ЕЛК. Организации-отправители',
    attributes: [
      'KEY',
      'INN',
      'KPP',
      'FULL_NAME',
      'SHORT_NAME',
      'REGION',
      'SRC_SYSTEM',
      'ORG_TYPE',
      'BLOCKED',
    ],
    rows: [
      sender('0099000014', '009901001', 'Комитет учебных услуг', 'ОИВ', 'false'),
      sender('9900123450', '990001001', 'МФЦ посёлка Примерный', 'ОМСУ', 'false'),
      sender('9900000006', '990001001', 'Отдел закрытых примеров', 'ОМСУ', 'true'),
    ],
  },
]

function sender(inn: string, kpp: string, name: string, type: string, blocked: string): string[] {
  return [`${inn}_${kpp}`, inn, kpp, name, name, '99000000000', 'MNSV130', type, blocked]
}
