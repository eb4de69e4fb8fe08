/** How ЕСИА may answer, chosen by the tester together with the person: no state between sign-ins. */
export const faults = {
  none: 'Как обычно',
  rs256: 'Как обычно, маркер подписан RSA (RS256)',
  denied: 'Человек отказал в доступе',
  state: 'Вернуть чужой state',
  expired: 'Код уже просрочен',
  audience: 'Маркер для другой системы (aud)',
  issuer: 'Маркер от другого издателя (iss)',
  nonce: 'Маркер с чужим nonce',
  signature: 'Подпись маркера испорчена',
  stale: 'Маркер просрочен (exp)',
  clock: 'Неверное время запроса (ESIA-007015)',
  failure: 'Сбой ЕСИА при обмене кода (500)',
  silence: 'Молчание при обмене кода',
  person: 'Сбой ЕСИА при запросе данных (500)',
} as const

export type Fault = keyof typeof faults
export const isFault = (name: string): name is Fault => Object.hasOwn(faults, name)
