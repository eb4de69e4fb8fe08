import { changesBetween } from '@/lib/audit/changes'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound, Refusal } from '@/lib/core/errors'
import { auditOffice, changeOffice } from './change-office'
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
      await auditOffice(tx, session, id, 'office.create', { changes: changesBetween({}, data, kept) })
      return { id }
    }
    if (!before) throw notFound()
    const changes = changesBetween(before, data, kept)
    if (Object.keys(changes).length === 0) return { id }
    await changeOffice(tx, id, version, data)
    await auditOffice(tx, session, id, 'office.update', { changes })
    return { id }
  })
}
