import { describe, expect, it } from 'vitest'
import { passwordProblem } from './password-policy'

describe('passwordProblem', () => {
  it.each([
    ['короткий', 'account.error.short?least=12&count=4'],
    ['password1234', 'account.error.guessable'],
    ['qwertyuiop123', 'account.error.guessable'],
    ['йцукенгшщзхъ', 'account.error.guessable'],
    ['aaaaaaaaaaaaaaaa', 'account.error.guessable'],
    ['FominVPTambov1', 'account.error.guessable'],
    ['x'.repeat(129), 'account.error.longPassword?longest=128'],
  ])('refuses %s', (password, problem) =>
    expect(passwordProblem(password, ['FominVPTambov', 'Фомин'])).toBe(problem),
  )

  it.each(['kuvo-7tam-23pq-xyzt', 'зелёный жираф ест борщ', `${'длинная фраза 7 '.repeat(7)}`])(
    'takes %s: any signs, blanks, 64 and more',
    (password) => expect(passwordProblem(password, ['FominVPTambov'])).toBeNull(),
  )
})
