import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { Role } from '@/lib/core/generated/prisma/enums'
import { maskSnils } from '@/lib/identifiers/snils'
import { mayWithCard } from './system-card'

export type UserCard = {
  id: string
  version: number
  login: string
  lastName: string
  firstName: string
  middleName: string | null
  position: string
  snils: string | null
  email: string | null
  officeId: string | null
  officeName: string | null
  roles: Role[]
  elkModule: boolean
  disabledAt: Date | null
  lastSignInAt: Date | null
  mustChangePassword: boolean
}
export type UserSession = {
  id: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  ip: string | null
  userAgent: string | null
}

const shown = {
  id: true,
  version: true,
  login: true,
  lastName: true,
  firstName: true,
  middleName: true,
  position: true,
  snils: true,
  email: true,
  officeId: true,
  office: { select: { name: true } },
  roles: true,
  elkModule: true,
  disabledAt: true,
  lastSignInAt: true,
  mustChangePassword: true,
} as const

/** The card of one of the organisation's people; the СНИЛС leaves the server masked. */
export const getUser = (session: Session, id: string): Promise<UserCard & { hasTotp: boolean }> =>
  inOrganisation(session, async (tx) => {
    const user = await readUser(tx, id)
    const [row] = await tx.$queryRaw<{ has: boolean }[]>`SELECT has_totp(${id}::uuid) AS has`
    return { ...user, snils: user.snils && maskSnils(user.snils), hasTotp: row?.has ?? false }
  })

/** The card for editing, whole, for whom may change it: the look is on record (P06). */
export const openUser = (session: Session, id: string): Promise<UserCard> =>
  inOrganisation(session, async (tx) => {
    const user = await readUser(tx, id)
    if (!mayWithCard(session, user.roles).change) throw notFound()
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'user.reveal',
      subjectType: 'user',
      subjectId: id,
      ip: session.ip,
    })
    return user
  })

export async function readUser(tx: Tx, id: string): Promise<UserCard> {
  const found = await tx.user.findUnique({ where: { id }, select: shown })
  if (!found) throw notFound()
  const { office, ...card } = found
  return { ...card, officeName: office?.name ?? null }
}

/** Where a person is signed in now: their own, or of the administrator's people (the database asks who it is). */
export const listSessions = (session: Session, userId: string): Promise<UserSession[]> =>
  inOrganisation(
    session,
    (tx) => tx.$queryRaw<UserSession[]>`
      SELECT id, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt", ip, user_agent AS "userAgent"
      FROM sessions_of(${userId}::uuid, ${now()})`,
  )
