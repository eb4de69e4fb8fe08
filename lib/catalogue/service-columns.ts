import type { ApplicantKind } from '@/lib/core/generated/prisma/enums'
import type { ImportColumn } from '@/lib/imports/columns'

/** A row of the file; null: the file says nothing, what stands stays. */
export type ServiceRow = {
  name: string
  eserviceCode: string
  targetCode: string | null
  term: number | null
  applicants: ApplicantKind[] | null
  channel: number | null
  active: boolean | null
}

export const serviceColumns: readonly ImportColumn[] = [
  {
    key: 'name',
    title: 'Наименование услуги',
    synonyms: ['Наименование', 'Услуга', 'Вид услуги', 'Название услуги', 'Commonservice_fullname'],
    required: true,
    example: 'Выдача градостроительного плана (пример)',
  },
  {
    key: 'eserviceCode',
    title: 'Код услуги',
    synonyms: [
      'Код РГУ',
      'Код ФРГУ',
      'Код КЦР',
      'Реестровый номер',
      'eserviceCode',
      'Код услуги (eserviceCode)',
    ],
    required: true,
    example: '9900000010000000999',
  },
  {
    key: 'targetCode',
    title: 'ТКУ',
    synonyms: [
      'serviceTargetId',
      'serviceTargetCode',
      'Код ТКУ',
      'Технический код услуги',
      'Код услуги в ЕЛК',
    ],
    required: false,
    example: '-9900000010000000999',
  },
  {
    key: 'term',
    title: 'Срок, раб. дн.',
    synonyms: ['Срок', 'Срок оказания', 'Рабочих дней', 'Срок предоставления'],
    required: false,
    example: '10',
  },
  {
    key: 'applicants',
    title: 'Кому',
    synonyms: ['Заявители', 'Кому оказывается', 'Вид участника', 'Категории заявителей'],
    required: false,
    example: 'ФЛ, ИП, ЮЛ',
  },
  {
    key: 'channel',
    title: 'Канал',
    synonyms: ['Канал приёма', 'Код канала', 'Канал по умолчанию'],
    required: false,
    example: '4',
  },
  {
    key: 'active',
    title: 'Действует',
    synonyms: ['Активна', 'Действующая', 'Включена'],
    required: false,
    example: 'да',
  },
]
