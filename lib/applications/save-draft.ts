import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { formChanges } from './form-changes'
import { formColumns, openDraft, requireVersion } from './open-draft'
import { ApplicationForm, type SaveDraft } from './schema'

export type Saved = { id: string; number: string; version: number; savedAt: Date }

/** Keeps a draft as it stands, with any gap: nothing is sent, nothing is checked but that it is still a draft (F01). */
export async function saveDraft(session: Session, input: SaveDraft): Promise<Saved> {
  return inOrganisation(session, async (tx) => {
    const { application, fresh } = await openDraft(tx, session, input)
    if (application.state !== 'DRAFT')
      throw new Refusal('CONFLICT', 'registration.notDraft', { data: { id: application.id } })
    const before = ApplicationForm.parse(application.form)
    const same = JSON.stringify(before) === JSON.stringify(input.form)
    if (!fresh && !same) {
      // A repeat of the very first save carries no version yet.
      if (input.version !== undefined || application.version > 1)
        await requireVersion(tx, application, input.version, application.form)
      const version = application.version + 1
      const at = now()
      await tx.application.update({
        where: { id: application.id, version: application.version },
        data: { ...formColumns(input.form), version, updatedAt: at, updatedById: session.userId },
        select: { id: true },
      })
      Object.assign(application, { version, updatedAt: at })
    }
    if (fresh || !same)
      await recordAudit(tx, {
        organisationId: session.organisationId,
        userId: session.userId,
        action: fresh ? 'application.draft' : 'application.edit',
        subjectType: 'application',
        subjectId: application.id,
        details: fresh ? {} : { changes: formChanges(before, input.form) },
        ip: session.ip,
      })
    return {
      id: application.id,
      number: application.number,
      version: application.version,
      savedAt: application.updatedAt,
    }
  })
}
