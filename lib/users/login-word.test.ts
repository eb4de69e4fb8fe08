import { describe, expect, it } from 'vitest'
import { loginWord } from './login-word'

describe('loginWord', () => {
  it.each([
    ['Правительство Тамбовской области', 'Тамбов'],
    ['Администрация Образцового городского округа', 'Образцов'],
    ['Комитет цифрового развития Ленинградской области', 'Ленинград'],
    ['МФЦ', 'МФЦ'],
    ['', ''],
  ])('%s → %s', (organisation, word) => expect(loginWord(organisation)).toBe(word))
})
