import { createHash, createHmac } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { recordAudit } from '@/lib/audit/record-audit'
import { now } from '@/lib/core/clock'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { openSession } from './session'

const LIMIT = 5
const LOCK_MINUTES = 15
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } // OWASP's argon2id minimum

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

// A login that nobody has is checked against this, so that it takes as long as a real one.
let nobody: Promise<string> | undefined

type Attempt = { login: string; password: string; ip?: string | null; userAgent?: string | null }

/**
 * Checks a name and a password and opens a session. Every attempt is counted before the password is looked at,
 * by the login as typed, whether or not anybody has it: after five, fifteen minutes of rest (A13).
 */
export async function signIn(attempt: Attempt): Promise<{ token: string; userId: string; name: string }> {
  const login = attempt.login.replaceAll('\u0000', '').trim().toLowerCase().slice(0, 200)
  const key = new Uint8Array(createHash('sha256').update(login).digest())
  const { failures, lockedUntil } = await beforeSignIn((tx) => countAttempt(tx, key))
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
  return beforeSignIn(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.organisation_id', ${user.organisation_id}, true)`
    await tx.signInCounter.updateMany({ where: { loginHash: key }, data: { failures: 0, lockedUntil: null } })
    const token = await openSession(tx, user.id, attempt)
    await recordAudit(tx, {
      organisationId: user.organisation_id,
      userId: user.id,
      action: 'session.open',
      ip: attempt.ip,
    })
    return { token, userId: user.id, name: user.login }
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

async function countAttempt(
  tx: Tx,
  key: Uint8Array<ArrayBuffer>,
): Promise<{ failures: number; lockedUntil: Date | null }> {
  const at = now()
  const rested = `c.locked_until IS NOT NULL AND c.locked_until <= $2`
  const rows = await tx.$queryRawUnsafe<{ failures: number; locked_until: Date | null }[]>(
    `INSERT INTO sign_in_counters AS c (login_hash, failures, updated_at) VALUES ($1, 1, $2)
     ON CONFLICT (login_hash) DO UPDATE SET updated_at = $2,
       failures = CASE WHEN ${rested} THEN 1 ELSE c.failures + 1 END,
       locked_until = CASE WHEN ${rested} THEN NULL WHEN c.locked_until IS NOT NULL THEN c.locked_until
                           WHEN c.failures + 1 >= $3 THEN $2::timestamptz + $4 * interval '1 minute' END
     RETURNING failures, locked_until`,
    key,
    at,
    LIMIT,
    LOCK_MINUTES,
  )
  return { failures: rows[0]?.failures ?? 1, lockedUntil: rows[0]?.locked_until ?? null }
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
