import { createHash, randomBytes } from 'node:crypto'
import { now } from '@/lib/core/clock'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import type { Role } from '@/lib/core/generated/prisma/enums'

/** Who acts, for how long, and in which organisation. Looked up on each request: never trusted from the cookie. */
export type Session = {
  id: string
  userId: string
  organisationId: string
  organisationName: string
  officeId: string | null
  officeName: string | null
  timeZone: string
  name: string
  login: string
  roles: Role[]
  elkModule: boolean
  ip: string | null
}

const minute = 60_000
const hashed = (token: string) => new Uint8Array(createHash('sha256').update(token).digest())

/** Opens a session and returns its token (256 random bits; the database keeps the hash only). */
export async function openSession(
  tx: Tx,
  userId: string,
  from: { ip?: string | null; userAgent?: string | null },
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const at = now()
  await tx.session.create({
    data: {
      tokenHash: hashed(token),
      userId,
      createdAt: at,
      lastSeenAt: at,
      expiresAt: new Date(at.getTime() + env().SESSION_HOURS * 60 * minute),
      ip: from.ip ?? null,
      userAgent: from.userAgent?.slice(0, 300) ?? null,
    },
  })
  return token
}

/**
 * The live session of a token: not ended, not idle, not past its hours, of a user who may sign in. A request that a page
 * makes by itself (`idle`) does not prolong it.
 */
export async function findSession(
  token: string,
  from: { ip?: string | null; idle?: boolean } = {},
): Promise<Session | null> {
  return beforeSignIn(async (tx) => {
    const row = await tx.session.findUnique({
      where: { tokenHash: hashed(token) },
      include: { user: { include: { organisation: true, office: { select: { name: true } } } } },
    })
    const at = now()
    if (!row || row.endedAt || row.expiresAt <= at || row.user.disabledAt) return null
    const idle = at.getTime() - row.lastSeenAt.getTime()
    if (idle > env().SESSION_IDLE_MINUTES * minute) return null
    if (idle > minute && !from.idle)
      await tx.session.update({ where: { id: row.id }, data: { lastSeenAt: at } })
    const { user } = row
    return {
      id: row.id,
      userId: user.id,
      organisationId: user.organisationId,
      organisationName: user.organisation.name,
      officeId: user.officeId,
      officeName: user.office?.name ?? null,
      timeZone: user.organisation.timeZone,
      name: shortName(user),
      login: user.login,
      roles: user.roles,
      elkModule: user.elkModule,
      ip: from.ip ?? null,
    }
  })
}

/** Ends a session at once: its cookie is worth nothing from the next request on. */
export async function endSession(token: string): Promise<void> {
  await beforeSignIn((tx) =>
    tx.session.updateMany({ where: { tokenHash: hashed(token), endedAt: null }, data: { endedAt: now() } }),
  )
}

/** «Образцова В. Т.» */
export function shortName(person: {
  lastName: string
  firstName: string
  middleName?: string | null
}): string {
  const initials = [person.firstName, person.middleName].filter(Boolean).map((name) => `${name?.[0]}.`)
  return [person.lastName, ...initials].join(' ')
}
