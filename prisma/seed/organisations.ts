import type { ApplicantKind, Role } from '../../lib/core/generated/prisma/enums'

/** Synthetic organisations: numbers of region 99, which no body has (domain.md §4). */
export const DEMO_PASSWORD = 'arm-elk-demo'

type DemoUser = {
  login: string
  lastName: string
  firstName: string
  middleName: string
  position: string
  snils?: string
  roles: Role[]
  elkModule?: boolean
}
type DemoService = {
  name: string
  code: string
  target: string | null
  term: number
  active?: boolean
  applicants?: ApplicantKind[]
  known?: boolean
}
export type DemoOrganisation = {
  code: string
  name: string
  shortName: string
  inn: string
  kpp: string
  ogrn: string
  oktmo: string
  timeZone: string
  offices: { name: string; address: string }[]
  users: DemoUser[]
  services: DemoService[]
}

export const everyone: ApplicantKind[] = ['PERSON', 'SOLE_TRADER', 'LEGAL_ENTITY']

/** Works in two organisations: an account in each, one СНИЛС. */
const petrov: DemoUser = {
  login: 'petrov',
  lastName: 'Петров',
  firstName: 'Пример',
  middleName: 'Сергеевич',
  position: 'Инспектор',
  snils: '900-007-702 31',
  roles: ['INSPECTOR'],
}

export const demoOrganisations: DemoOrganisation[] = [
  {
    code: '15439',
    name: 'Администрация Образцового городского округа',
    shortName: 'Администрация ОГО',
    inn: '9900123450',
    kpp: '990001001',
    ogrn: '1259900000018',
    oktmo: '99000000',
    timeZone: 'Europe/Moscow',
    offices: [
      { name: 'МФЦ № 3', address: 'г. Образцов, ул. Примерная, д. 3' },
      { name: 'Отдел архитектуры', address: 'г. Образцов, пл. Учебная, д. 1' },
    ],
    users: [
      {
        login: 'obrazcova',
        lastName: 'Образцова',
        firstName: 'Вымышленна',
        middleName: 'Тестовна',
        position: 'Инспектор',
        snils: '900-007-701 30',
        roles: ['INSPECTOR'],
      },
      petrov,
      {
        login: 'primerov',
        lastName: 'Примеров',
        firstName: 'Андрей',
        middleName: 'Семёнович',
        position: 'Руководитель отдела',
        snils: '900-007-703 32',
        roles: ['SUPERVISOR'],
      },
      {
        login: 'admin',
        lastName: 'Соколовский',
        firstName: 'Кирилл',
        middleName: 'Кириллович',
        position: 'Администратор',
        snils: '900-007-704 33',
        roles: ['ADMINISTRATOR'],
      },
      {
        login: 'kedrov',
        lastName: 'Кедров',
        firstName: 'Николай',
        middleName: 'Примерович',
        position: 'Наблюдатель',
        snils: '900-007-705 34',
        roles: ['OBSERVER'],
      },
      {
        login: 'system',
        snils: '900-007-712 33',
        lastName: 'Системин',
        firstName: 'Пример',
        middleName: 'Учебнович',
        position: 'Системный администратор',
        roles: ['SYSTEM_ADMINISTRATOR'],
        elkModule: false,
      },
    ],
    services: [
      {
        name: 'Присвоение адреса объекту адресации',
        code: '9900000010000000001',
        target: '-9900000000160000001',
        term: 10,
      },
      {
        name: 'Выдача градостроительного плана земельного участка',
        code: '9900000010000000002',
        target: '-9900000000160000002',
        term: 14,
      },
      {
        name: 'Согласование переустройства и перепланировки жилого помещения',
        code: '9900000010000000003',
        target: '-9900000000160000003',
        term: 30,
      },
      {
        name: 'Присвоение спортивного разряда',
        code: '9900000010000000004',
        target: '-9900000000160000004',
        term: 20,
        applicants: ['PERSON'],
      },
      {
        name: 'Предоставление информации об объектах учёта реестра имущества',
        code: '9900000010000000005',
        target: '-9900000000160000005',
        term: 7,
      },
      {
        name: 'Отнесение земель к определённой категории',
        code: '9900000010000000006',
        target: '-9900000000160000006',
        term: 30,
        known: false,
      },
      {
        name: 'Выдача разрешения на вырубку зелёных насаждений',
        code: '9900000010000000007',
        target: null,
        term: 15,
      },
      {
        name: 'Выдача копий архивных документов',
        code: '9900000010000000008',
        target: '-9900000000160000008',
        term: 10,
        active: false,
      },
    ],
  },
  {
    code: '15440',
    name: 'Комитет социальной защиты Примерского района',
    shortName: 'Комитет соцзащиты',
    inn: '9911000072',
    kpp: '991101001',
    ogrn: '1029900123450',
    oktmo: '99611000',
    timeZone: 'Asia/Vladivostok',
    offices: [{ name: 'Окно приёма № 1', address: 'с. Примерское, ул. Тестовая, д. 2' }],
    users: [
      {
        login: 'testova',
        lastName: 'Тестова',
        firstName: 'Ольга',
        middleName: 'Олеговна',
        position: 'Инспектор',
        snils: '900-007-706 35',
        roles: ['INSPECTOR'],
      },
      { ...petrov, login: 'petrov2', position: 'Инспектор по совместительству' },
      {
        login: 'admin2',
        lastName: 'Берёзин',
        firstName: 'Пётр',
        middleName: 'Ильич',
        position: 'Администратор',
        snils: '900-007-707 36',
        roles: ['ADMINISTRATOR'],
      },
    ],
    services: [
      {
        name: 'Назначение единовременной выплаты многодетной семье',
        code: '9911000010000000001',
        target: '-9911000000160000001',
        term: 10,
        applicants: ['PERSON'],
      },
      {
        name: 'Выдача удостоверения многодетной семьи',
        code: '9911000010000000002',
        target: '-9911000000160000002',
        term: 15,
        applicants: ['PERSON'],
      },
    ],
  },
  {
    code: '15441',
    name: 'Управление образования Тестового муниципального округа',
    shortName: 'Управление образования',
    inn: '9999000119',
    kpp: '999901001',
    ogrn: '5239900007771',
    oktmo: '99512000',
    timeZone: 'Asia/Yekaterinburg',
    offices: [{ name: 'Приёмная', address: 'г. Тестов, ул. Школьная, д. 5' }],
    users: [
      {
        login: 'ryabinina',
        lastName: 'Рябинина',
        firstName: 'Анна',
        middleName: 'Павловна',
        position: 'Инспектор',
        snils: '900-007-708 37',
        roles: ['INSPECTOR'],
      },
      {
        login: 'admin3',
        lastName: 'Ясенев',
        firstName: 'Глеб',
        middleName: 'Петрович',
        position: 'Администратор',
        snils: '900-007-709 38',
        roles: ['ADMINISTRATOR'],
      },
    ],
    services: [
      {
        name: 'Зачисление в образовательную организацию',
        code: '9999000010000000001',
        target: '-9999000000160000001',
        term: 7,
        applicants: everyone,
      },
    ],
  },
]
