export type Organisation = {
  oid: number
  ogrn: string
  shortName: string
  fullName: string
  position: string
}
export type Person = {
  oid: number
  lastName: string
  firstName: string
  middleName: string
  snils: string
  trusted: boolean
  organisations: Organisation[]
  /** What a tester should know. */
  note?: string
}

const city = (position: string): Organisation => ({
  oid: 1000009901,
  ogrn: '1259900000018',
  shortName: 'Администрация ОГО',
  fullName: 'Администрация Образцового городского округа',
  position,
})
const care = (position: string): Organisation => ({
  oid: 1000009902,
  ogrn: '1029900123450',
  shortName: 'Комитет соцзащиты',
  fullName: 'Комитет социальной защиты Примерского района',
  position,
})
const schools = (position: string): Organisation => ({
  oid: 1000009903,
  ogrn: '5239900007771',
  shortName: 'Управление образования',
  fullName: 'Управление образования Тестового муниципального округа',
  position,
})

const row = (
  oid: number,
  name: string,
  snils: string,
  organisations: Organisation[],
  more: Partial<Person> = {},
): Person => {
  const [lastName = '', firstName = '', middleName = ''] = name.split(' ')
  return { oid, lastName, firstName, middleName, snils, trusted: true, organisations, ...more }
}

/** Synthetic people: СНИЛС of the 9xx block, which nobody has. */
export const persons: Person[] = [
  row(1000007701, 'Образцова Вымышленна Тестовна', '900-007-701 30', [city('Инспектор')]),
  row(1000007702, 'Петров Пример Сергеевич', '900-007-702 31', [city('Инспектор'), care('Инспектор')], {
    note: 'Работает в двух организациях',
  }),
  row(1000007703, 'Примеров Андрей Семёнович', '900-007-703 32', [city('Руководитель отдела')]),
  row(1000007704, 'Соколовский Кирилл Кириллович', '900-007-704 33', [city('Администратор')]),
  row(1000007705, 'Кедров Николай Примерович', '900-007-705 34', [city('Наблюдатель')]),
  row(1000007706, 'Тестова Ольга Олеговна', '900-007-706 35', [care('Инспектор')]),
  row(1000007707, 'Берёзин Пётр Ильич', '900-007-707 36', [care('Администратор')]),
  row(1000007708, 'Рябинина Анна Павловна', '900-007-708 37', [schools('Инспектор')]),
  row(1000007709, 'Ясенев Глеб Петрович', '900-007-709 38', [schools('Администратор')]),
  row(1000007712, 'Системин Пример Учебнович', '900-007-712 33', [city('Системный администратор')]),
  row(1000007710, 'Вязова Ксения Ильинична', '900-007-710 31', [], {
    note: 'Такого СНИЛС в АРМ ни у кого нет',
  }),
  row(1000007711, 'Ольхин Глеб Олегович', '900-007-711 32', [], {
    trusted: false,
    note: 'Учётная запись не подтверждена',
  }),
]

export const findPerson = (oid: number): Person | undefined => persons.find((person) => person.oid === oid)
export const fullName = ({ lastName, firstName, middleName }: Person): string =>
  `${lastName} ${firstName} ${middleName}`
