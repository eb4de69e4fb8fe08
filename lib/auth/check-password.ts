import { verify } from '@node-rs/argon2'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { countAttempt, LIMIT, lockKey } from './lock'
import type { Session } from './session'

/** No login as typed is ever this: signing in strips NUL. */
export const againKey = (userId: string): string => `\u0000again:${userId}`

/** One's own password once more, before what matters is changed. Wrong ones count like those of signing in. */
export async function checkOwnPassword(session: Session, password: string): Promise<void> {
  const key = againKey(session.userId)
  const { failures, lockedUntil } = await beforeSignIn((tx) => countAttempt(tx, key))
  if (failures > LIMIT && lockedUntil) throw new Refusal('LIMIT', 'account.error.locked')
  const hash = await beforeSignIn((tx) => ownHash(tx, session.login))
  if (!hash || !(await verify(hash, password).catch(() => false)))
    throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors: { current: 'account.error.current' } })
  await beforeSignIn((tx) =>
    tx.signInCounter.updateMany({
      where: { loginHash: lockKey(key) },
      data: { failures: 0, lockedUntil: null },
    }),
  )
}

async function ownHash(tx: Tx, login: string): Promise<string | undefined> {
  const [found] = await tx.$queryRaw<{ password_hash: string }[]>`
    SELECT password_hash FROM user_by_login(${login.toLowerCase()})`
  return found?.password_hash
}
