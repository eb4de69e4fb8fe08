import { createHash, randomBytes } from 'node:crypto'
import { now } from '@/lib/core/clock'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { shortName } from '@/lib/core/format'
import type { Role, SmevEnvironment } from '@/lib/core/generated/prisma/enums'

/** Who acts, for how long, and in which organisation. Looked up on each request: never trusted from the cookie. */
export type Session = {
  id: string
  userId: string
  organisationId: string
  organisationName: string
  officeId: string | null
  officeName: string | null
  timeZone: string
  environment: SmevEnvironment
  name: string
  login: string
  roles: Role[]
  elkModule: boolean
  /** What stands before any other work: a password of one's own, one-time codes where they are obligatory. */
  mustDo: 'password' | 'totp' | null
  hasTotp: boolean
  /** When they last showed who they are: at sign-in, or asked again. */
  provenAt: Date | null
  ip: string | null
  /** The subordinate organisation whose rows are looked at, read only: lib/auth/overseeing.ts. */
  overseenId?: string
}

const minute = 60_000
export const newToken = () => randomBytes(32).toString('base64url')
export const hashed = (token: string) => new Uint8Array(createHash('sha256').update(token).digest())

/** Opens a session and returns its token (256 random bits; the database keeps the hash only). */
export async function openSession(
  tx: Tx,
  userId: string,
  from: { ip?: string | null; userAgent?: string | null },
  by: 'password' | 'esia',
): Promise<string> {
  const token = newToken()
  const at = now()
  const until = new Date(at.getTime() + env().SESSION_HOURS * 60 * minute)
  await tx.$executeRaw`SELECT open_session(${hashed(token)}, ${userId}::uuid, ${at}, ${until},
    ${from.ip ?? null}::text, ${from.userAgent?.slice(0, 300) ?? null}::text, ${by})`
  return token
}

type Found = {
  id: string
  last_seen_at: Date
  user_id: string
  organisation_id: string
  organisation_name: string
  time_zone: string
  smev_environment: SmevEnvironment | null
  office_id: string | null
  office_name: string | null
  login: string
  last_name: string
  first_name: string
  middle_name: string | null
  roles: Role[]
  elk_module: boolean
  must_change_password: boolean
  may_lack_totp: boolean
  has_totp: boolean
  proven_at: Date | null
}

/**
 * The live session of a token: not ended, not idle, not past its hours, of a user who may sign in. A request that a page
 * makes by itself (`idle`) does not prolong it.
 */
export async function findSession(
  token: string,
  from: { ip?: string | null; idle?: boolean } = {},
): Promise<Session | null> {
  const at = now()
  return beforeSignIn(async (tx) => {
    const [row] = await tx.$queryRaw<Found[]>`SELECT * FROM session_by_token(${hashed(token)}, ${at})`
    if (!row) return null
    const idle = at.getTime() - row.last_seen_at.getTime()
    if (idle > env().SESSION_IDLE_MINUTES * minute) return null
    if (idle > minute && !from.idle)
      await tx.$executeRaw`SELECT touch_session(${hashed(token)}, ${at}) WHERE current_setting('transaction_read_only') = 'off'`
    return {
      id: row.id,
      userId: row.user_id,
      organisationId: row.organisation_id,
      organisationName: row.organisation_name,
      officeId: row.office_id,
      officeName: row.office_name,
      timeZone: row.time_zone,
      environment: row.smev_environment ?? env().SMEV_ENVIRONMENT,
      name: shortName({ lastName: row.last_name, firstName: row.first_name, middleName: row.middle_name }),
      login: row.login,
      roles: row.roles,
      elkModule: row.elk_module,
      mustDo: duty(row),
      hasTotp: row.has_totp,
      provenAt: row.proven_at,
      ip: from.ip ?? null,
    }
  })
}

function duty(row: Found): Session['mustDo'] {
  if (row.must_change_password) return 'password'
  const of = env().TOTP_REQUIRED
  const administers = row.roles.includes('ADMINISTRATOR') || row.roles.includes('SYSTEM_ADMINISTRATOR')
  const required = of === 'all' || (of === 'administrators' && administers)
  return required && !row.may_lack_totp && !row.has_totp ? 'totp' : null
}

/** Ends a session at once: its cookie is worth nothing from the next request on. */
export async function endSession(token: string): Promise<void> {
  await beforeSignIn((tx) => tx.$executeRaw`SELECT end_session(${hashed(token)}, ${now()})`)
}
