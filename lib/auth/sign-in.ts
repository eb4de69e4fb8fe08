import { createHmac } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { recordAudit } from '@/lib/audit/record-audit'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { checkCode } from './check-code'
import { countAttempt, forgetAttempts, LIMIT, takeBackAttempt } from './lock'
import { openFor, type Opened } from './open-for'

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
 * Checks a name and a password and opens a session. Every attempt is counted before the password is looked at,
 * by the login as typed, whether or not anybody has it: after five, fifteen minutes of rest (A13).
 */
export async function signIn(attempt: Attempt): Promise<Opened> {
  const login = attempt.login.replaceAll('\u0000', '').trim().toLowerCase().slice(0, 200)
  const { failures, lockedUntil } = await beforeSignIn((tx) => countAttempt(tx, login))
  if (failures > LIMIT && lockedUntil) {
    await refused(attempt, login, 'locked')
    throw new Refusal('LIMIT', 'signIn.locked', { values: { until: lockedUntil.toISOString() } })
  }
  const user = await beforeSignIn((tx) => findByLogin(tx, login))
  const stored = user?.password_hash ?? (await (nobody ??= hashPassword('nobody has this password')))
  const right = await verify(stored, attempt.password).catch(() => false)
  if (!user || !right) {
    await refused(attempt, login, failures >= LIMIT ? 'locked' : 'wrong')
    if (lockedUntil)
      throw new Refusal('LIMIT', 'signIn.locked', { values: { until: lockedUntil.toISOString() } })
    throw new Refusal('INVALID', 'signIn.wrong', { values: { left: LIMIT - failures } })
  }
  if (user.disabled_at) {
    await refused(attempt, login, 'disabled')
    throw new Refusal('FORBIDDEN', 'signIn.disabled')
  }
  const code = await beforeSignIn((tx) => checkCode(tx, user.id, attempt.code))
  if (code === 'asked') {
    await beforeSignIn((tx) => takeBackAttempt(tx, login))
    throw new Refusal('INVALID', 'signIn.code')
  }
  if (code === 'unreadable') {
    await refused(attempt, login, 'unreadableCode')
    throw new Refusal('INVALID', 'signIn.codeUnreadable')
  }
  if (code === 'wrong') {
    await refused(attempt, login, 'wrongCode')
    throw new Refusal('INVALID', 'signIn.codeWrong', { values: { left: LIMIT - failures } })
  }
  return beforeSignIn(async (tx) => {
    await forgetAttempts(tx, login)
    return openFor(tx, user, attempt, 'password')
  })
}

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

/** The login itself may be a password typed into the wrong field: the audit keeps its keyed digest, the same each time. */
const refused = (attempt: Attempt, login: string, result: string) =>
  beforeSignIn((tx) =>
    recordAudit(tx, {
      organisationId: null,
      userId: null,
      action: 'session.open',
      result,
      details: {
        loginDigest: createHmac('sha256', env().NEXTAUTH_SECRET ?? '')
          .update(login)
          .digest('hex'),
      },
      ip: attempt.ip,
    }),
  )
