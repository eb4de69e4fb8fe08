import { verify } from '@node-rs/argon2'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { checkCode } from './check-code'
import { countAttempt, forgetAttempts, LIMIT, takeBackAttempt } from './lock'
import type { Session } from './session'

/** No login as typed is ever this: signing in strips NUL. */
export const againKey = (userId: string): string => `\u0000again:${userId}`

/** What takes the place of a hash where nobody has been given a password: none fits it. */
export const NO_PASSWORD = '!'

/**
 * One's own password once more, before what matters is changed; with it the one-time code of whoever has codes, when one
 * is given. Wrong ones count like those of signing in.
 * @throws Refusal
 */
export async function checkOwnPassword(session: Session, password: string, code?: string): Promise<void> {
  const key = againKey(session.userId)
  const { failures, lockedUntil } = await beforeSignIn((tx) => countAttempt(tx, key))
  if (failures > LIMIT && lockedUntil) throw new Refusal('LIMIT', 'account.error.locked')
  const hash = await beforeSignIn((tx) => ownHash(tx, session.login))
  if (hash === NO_PASSWORD) {
    await beforeSignIn((tx) => takeBackAttempt(tx, key))
    throw wrong('current', 'account.error.noPassword')
  }
  if (!hash || !(await verify(hash, password).catch(() => false)))
    throw wrong('current', 'account.error.current')
  if (code !== undefined) {
    const checked = await beforeSignIn((tx) => checkCode(tx, session.userId, code))
    if (checked === 'asked') await beforeSignIn((tx) => takeBackAttempt(tx, key))
    if (checked !== 'right') throw wrong('code', `account.error.codes.${checked}`)
  }
  await beforeSignIn((tx) => forgetAttempts(tx, key))
}

const wrong = (field: string, message: string) =>
  new Refusal('INVALID', 'refusal.invalid', { fieldErrors: { [field]: message } })

async function ownHash(tx: Tx, login: string): Promise<string | undefined> {
  const [found] = await tx.$queryRaw<{ password_hash: string }[]>`
    SELECT password_hash FROM user_by_login(${login.toLowerCase()})`
  return found?.password_hash
}
