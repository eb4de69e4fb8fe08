import { hash, verify } from '@node-rs/argon2'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { checkCode } from './check-code'
import { countNetwork, hasWorkedFrom, takeBackNetwork } from './count-network'
import { countAttempt, forgetAttempts, LIMIT, takeBackAttempt } from './lock'
import { openFor, type Opened } from './open-for'
import { auditRefusedSignIn } from './refused-sign-in'

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } // OWASP's argon2id minimum

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

// A login that nobody has is checked against this, so that it takes as long as a real one.
let nobody: Promise<string> | undefined

type Attempt = {
  login: string
  password: string
  code?: string
  ip?: string | null
  userAgent?: string | null
}

/**
 * Checks a name and a password and opens a session. Every attempt is counted before the password is looked at, by the
 * login as typed, whether or not anybody has it: after five, fifteen minutes of rest for passwords (A13), ЕСИА stays open;
 * and by the network it comes from. Whatever is refused takes as long and says the same for a login that nobody has.
 */
export async function signIn(attempt: Attempt): Promise<Opened> {
  const { ip } = attempt
  const login = attempt.login.replaceAll('\u0000', '').trim().toLowerCase().slice(0, 200)
  const { failures, lockedUntil } = await beforeSignIn((tx) => countAttempt(tx, login))
  const resting = ip ? await beforeSignIn((tx) => countNetwork(tx, ip)) : null
  const user = await beforeSignIn((tx) => findByLogin(tx, login))
  const refuse = async (result: string, refusal: Refusal) => {
    await auditRefusedSignIn({ account: user, login, result, by: 'password', ip })
    throw refusal
  }
  if (failures > LIMIT && lockedUntil) {
    const refusal = lockedTill(lockedUntil)
    // The sixth is on record; what follows until the rest is over would only fill the journal.
    if (failures > LIMIT + 1) throw refusal
    return refuse('locked', refusal)
  }
  const stored = user?.password_hash ?? (await (nobody ??= hashPassword('nobody has this password')))
  const right = await verify(stored, attempt.password).catch(() => false)
  if (resting && ip && !(right && (await beforeSignIn((tx) => hasWorkedFrom(tx, user?.id, ip))))) {
    const values = { until: resting.until.toISOString() }
    const refusal = new Refusal('LIMIT', 'signIn.address', { values })
    if (!resting.first) throw refusal
    return refuse('address', refusal)
  }
  if (!user || !right)
    return refuse(
      failures >= LIMIT ? 'locked' : 'wrong',
      lockedUntil
        ? lockedTill(lockedUntil)
        : new Refusal('INVALID', 'signIn.wrong', { values: { left: LIMIT - failures } }),
    )
  if (user.disabled_at) return refuse('disabled', new Refusal('FORBIDDEN', 'signIn.disabled'))
  const code = await beforeSignIn((tx) => checkCode(tx, user.id, attempt.code))
  if (code === 'asked') {
    await beforeSignIn(async (tx) => {
      await takeBackAttempt(tx, login)
      if (ip) await takeBackNetwork(tx, ip)
    })
    throw new Refusal('INVALID', 'signIn.code')
  }
  if (code === 'unreadable') return refuse('unreadableCode', new Refusal('INVALID', 'signIn.codeUnreadable'))
  if (code === 'wrong')
    return refuse(
      'wrongCode',
      new Refusal('INVALID', 'signIn.codeWrong', { values: { left: LIMIT - failures } }),
    )
  return beforeSignIn(async (tx) => {
    await forgetAttempts(tx, login)
    if (ip) await takeBackNetwork(tx, ip)
    return openFor(tx, user, attempt, 'password')
  })
}

const lockedTill = (until: Date) =>
  new Refusal('LIMIT', 'signIn.locked', { values: { until: until.toISOString() } })

type Known = {
  id: string
  organisation_id: string
  login: string
  password_hash: string
  disabled_at: Date | null
}

/** By the whole login and nothing else: no sign in it is a wildcard. */
async function findByLogin(tx: Tx, login: string): Promise<Known | undefined> {
  const [found] = await tx.$queryRaw<Known[]>`SELECT * FROM user_by_login(${login})`
  return found
}
