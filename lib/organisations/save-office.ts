import { changesBetween } from '@/lib/audit/changes'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { notFound, Refusal } from '@/lib/core/errors'
import type { SaveOffice } from './schema'

const kept = ['name', 'address', 'frguCode', 'oktmo'] as const

/** A new or changed «Подразделение» (A09). What was sent under the old name stays as it was sent. */
export async function saveOffice(
  session: Session,
  { id, version, ...given }: SaveOffice,
): Promise<{ id: string }> {
  const data = { ...given, address: given.address || null }
  return inOrganisation(session, async (tx) => {
    const namesake = await tx.office.findFirst({
      where: { name: data.name, id: { not: id } },
      select: { id: true },
    })
    if (namesake)
      throw new Refusal('INVALID', 'refusal.invalid', {
        fieldErrors: { name: 'organisations.error.officeTaken' },
      })
    const before = await tx.office.findUnique({ where: { id } })
    if (version === undefined) {
      if (before) return { id } // the same press once more
      await tx.office.create({ data: { id, organisationId: session.organisationId, ...data } })
      await audit(tx, session, id, 'office.create', { changes: changesBetween({}, data, kept) })
      return { id }
    }
    if (!before) throw notFound()
    const changes = changesBetween(before, data, kept)
    if (Object.keys(changes).length === 0) return { id }
    await change(tx, id, version, data)
    await audit(tx, session, id, 'office.update', { changes })
    return { id }
  })
}

/** A closed office is offered no more; applications and people keep it. */
export async function closeOffice(
  session: Session,
  { id, version, closed }: { id: string; version: number; closed: boolean },
): Promise<void> {
  await inOrganisation(session, async (tx) => {
    if (!(await tx.office.findUnique({ where: { id }, select: { id: true } }))) throw notFound()
    await change(tx, id, version, { closedAt: closed ? now() : null })
    await audit(tx, session, id, closed ? 'office.close' : 'office.reopen', {})
  })
}

async function change(tx: Tx, id: string, version: number, data: object): Promise<void> {
  const { count } = await tx.office.updateMany({
    where: { id, version },
    data: { ...data, version: { increment: 1 } },
  })
  if (count === 0) throw new Refusal('CONFLICT', 'organisations.conflict')
}

const audit = (tx: Tx, session: Session, id: string, action: string, details: Record<string, unknown>) =>
  recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action,
    subjectType: 'office',
    subjectId: id,
    details,
    ip: session.ip,
  })
