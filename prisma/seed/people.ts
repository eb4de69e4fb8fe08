/** Synthetic people: tree surnames, СНИЛС of the 9xx block, ИНН and ОГРН of region 99 (domain.md §4). Deterministic. */
export type Random = () => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T
const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
const weigh = (text: string, weights: number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0)

export function snils(random: Random): string {
  const body = `9${digits(random, 8)}`
  const sum = weigh(body, [9, 8, 7, 6, 5, 4, 3, 2, 1])
  const control = String((sum % 101) % 100).padStart(2, '0')
  return `${body.slice(0, 3)}-${body.slice(3, 6)}-${body.slice(6)} ${control}`
}

export function inn12(random: Random): string {
  const body = `99${digits(random, 8)}`
  const eleventh = body + ((weigh(body, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10)
  return eleventh + ((weigh(eleventh, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10)
}

export function ogrn(random: Random): string {
  const body = `12599${digits(random, 7)}`
  return body + String((BigInt(body) % 11n) % 10n)
}

export function ogrnip(random: Random): string {
  const body = `32599${digits(random, 9)}`
  return body + String((BigInt(body) % 13n) % 10n)
}

const trees = [
  'Берёзин',
  'Кедров',
  'Клёнов',
  'Липин',
  'Ольхин',
  'Осинин',
  'Рябинин',
  'Сосновин',
  'Тополев',
  'Ясенев',
  'Дубов',
  'Вязов',
  'Примеров',
  'Тестов',
  'Образцов',
  'Вербин',
  'Калинин-Тестовый',
  'Елин',
]
const men = [
  ['Андрей', 'Семёнович'],
  ['Николай', 'Петрович'],
  ['Пётр', 'Ильич'],
  ['Глеб', 'Олегович'],
  ['Семён', 'Андреевич'],
] as const
const women = [
  ['Анна', 'Павловна'],
  ['Ольга', 'Олеговна'],
  ['Вера', 'Тимофеевна'],
  ['Мария', 'Глебовна'],
  ['Ксения', 'Ильинична'],
] as const

export function person(random: Random): { lastName: string; firstName: string; middleName: string } {
  const tree = pick(random, trees)
  if (random() < 0.5) {
    const [firstName, middleName] = pick(random, men)
    return { lastName: tree, firstName, middleName }
  }
  const [firstName, middleName] = pick(random, women)
  return {
    lastName: tree.endsWith('ый') ? tree.replace(/н-Тестовый$/, 'на-Тестовая') : `${tree}а`,
    firstName,
    middleName,
  }
}

export const companies = [
  'ООО «Пример»',
  'АО «Образец»',
  'ООО «Север-Тест»',
  'ООО «Учебный завод»',
  'АНО «Макет»',
  'ООО «Выдумка»',
]
