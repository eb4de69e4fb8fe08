import type {
  ApplicantKind,
  ServiceCodeOrigin,
  ServiceLevel,
  TkuState,
} from '@/lib/core/generated/prisma/enums'
import type { ImportColumn } from '@/lib/imports/columns'

/** A row of the file; null: the file says nothing, what stands stays. */
export type ServiceRow = {
  name: string | null
  eserviceCode: string
  targetCode: string | null
  term: number | null
  applicants: ApplicantKind[] | null
  channel: number | null
  active: boolean | null
  state: TkuState | null
  level: ServiceLevel | null
  origin: ServiceCodeOrigin | null
  structureCode: string | null
  onEpgu: boolean | null
  result: string | null
  statuses: number[] | null
  testSince: string | null
  productionSince: string | null
}

/** Words of files; of those that mean the same, an export writes the first. */
export const kindWords = { фл: 'PERSON', ип: 'SOLE_TRADER', юл: 'LEGAL_ENTITY' } as const
export const flagWords: Record<string, boolean> = { да: true, нет: false }
export const stateWords: Record<string, TkuState> = {
  'без тку': 'NONE',
  запрошен: 'REQUESTED',
  тест: 'TEST',
  действует: 'PRODUCTION',
  тестовая: 'TEST',
  svcdev: 'TEST',
  прод: 'PRODUCTION',
  продуктивная: 'PRODUCTION',
  епгу: 'PRODUCTION',
}
export const levelWords: Record<string, ServiceLevel> = {
  'гос.': 'STATE',
  'муниц.': 'MUNICIPAL',
  учреждение: 'INSTITUTION',
  государственная: 'STATE',
  муниципальная: 'MUNICIPAL',
}
export const originWords: Record<string, ServiceCodeOrigin> = { ргу: 'RGU', кцр: 'KCR', фргу: 'RGU' }

const column = (key: string, title: string, example: string, ...synonyms: string[]): ImportColumn => ({
  key,
  title,
  synonyms,
  required: key === 'name' || key === 'eserviceCode',
  example,
})

export const codeColumn = column(
  'eserviceCode',
  'Код услуги',
  '9900000010000000999',
  'Код РГУ',
  'Код ФРГУ',
  'Код КЦР',
  'Реестровый номер',
  'Код услуги (eserviceCode)',
)
export const tkuColumn = column(
  'targetCode',
  'ТКУ',
  '-9900000010000000999',
  'serviceTargetId',
  'serviceTargetCode',
  'Код ТКУ',
  'Технический код услуги',
  'Код услуги в ЕЛК',
)
export const stateColumn = column('state', 'Состояние', 'действует', 'Состояние ТКУ', 'Среда', 'Среда ЕПГУ')

export const serviceColumns: readonly ImportColumn[] = [
  column(
    'name',
    'Наименование услуги',
    'Выдача градостроительного плана (пример)',
    'Наименование',
    'Услуга',
    'Вид услуги',
    'Название услуги',
    'Commonservice_fullname',
  ),
  codeColumn,
  tkuColumn,
  column('term', 'Срок, раб. дн.', '10', 'Срок', 'Срок оказания', 'Рабочих дней', 'Срок предоставления'),
  column(
    'applicants',
    'Кому',
    'ФЛ, ИП, ЮЛ',
    'Заявители',
    'Кому оказывается',
    'Вид участника',
    'Категории заявителей',
  ),
  column('channel', 'Канал', '4', 'Канал приёма', 'Код канала', 'Канал по умолчанию'),
  column('active', 'Действует', 'да', 'Активна', 'Действующая', 'Включена'),
  stateColumn,
  column('level', 'Уровень', 'муниц.', 'Уровень услуги'),
  column('origin', 'Откуда код', 'РГУ', 'Реестр', 'Источник кода'),
  column('structureCode', 'Код ведомства', '9900000001', 'state_structure_code', 'stateStructureCode'),
  column('onEpgu', 'Уже на ЕПГУ', 'нет', 'Услуга уже на ЕПГУ'),
  column('result', 'Документ-результат', 'Градостроительный план', 'Результат', 'Название результата'),
  column('statuses', 'Статусы', '7, 3, 4', 'Разрешённые статусы', 'Коды статусов'),
  column('testSince', 'В тесте с', '01.11.2026', 'Дата в тесте'),
  column('productionSince', 'На ЕПГУ с', '15.11.2026', 'Дата на ЕПГУ'),
]
