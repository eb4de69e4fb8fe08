import { expect, it } from 'vitest'
import { maskEmail, parseEmail } from './email'
import { checkExamples } from './examples.kit'

checkExamples('e-mail', parseEmail, {
  valid: [
    ['clerk@example.ru'],
    ['a.b+c@example.org'],
    ['i@xn--e1afmkfd.xn--p1ai'],
    ['i@пример.рф', 'i@xn--e1afmkfd.xn--p1ai', 'email.punycode'],
    [' clerk@example.ru.', 'clerk@example.ru', 'corrected.spaces', 'email.dot'],
  ],
  invalid: [
    ['clerk@example', 'email.shape'],
    ['a b@example.ru', 'email.space'],
    ['сlerk@example.ru', 'email.local'],
    ['clerk@еxample.ru', 'email.mixed'],
    ['clerk@сох.ru', 'email.mixed'],
    ['a@b@example.ru', 'email.at'],
    ['', 'empty'],
    [
      `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}.ru`,
      'email.long',
    ],
    ['a..b@example.ru', 'email.shape'],
  ],
})

it('masks the name', () => expect(maskEmail('clerk@example.ru')).toBe('c•••@example.ru'))
