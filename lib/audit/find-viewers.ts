import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { blindIndexes } from '@/lib/core/seal-value'
import { readEvents, type EventRow } from './event-row'
import { looks } from './filters'
import { applicationsNumbered } from './list-events'
import { recordAudit } from './record-audit'

const MOST = 500
export type Viewers = { applications: number; rows: EventRow[] }

/**
 * «Кто видел этого гражданина»: by СНИЛС, ИНН or the number of an application, all who opened, revealed, downloaded or
 * exported. What was typed is not kept: only that somebody asked, and how many applications it was about.
 */
export function findViewers(session: Session, { text }: { text: string }): Promise<Viewers> {
  return inOrganisation(session, async (tx) => {
    const ids = await applicationsOf(tx, text.trim())
    const rows =
      ids.length === 0
        ? []
        : await readEvents(
            tx,
            [
              Prisma.sql`e.id IN (
                SELECT id FROM audit_events WHERE subject_id = ANY(${ids}) AND action = ANY(${[...looks]})
                UNION ALL SELECT id FROM audit_events WHERE details ? 'applications' AND details->'applications' ?| ${ids})`,
            ],
            MOST,
          )
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'audit.viewers',
      subjectType: 'audit',
      details: { applicationsFound: ids.length, rows: rows.length },
      ip: session.ip,
    })
    return { applications: ids.length, rows }
  })
}

async function applicationsOf(tx: Tx, text: string): Promise<string[]> {
  const digits = text.replaceAll(/[\s-]/g, '')
  const numbered = text ? await applicationsNumbered(tx, text) : []
  if (!/^(\d{10}|\d{11}|\d{12})$/.test(digits)) return numbered
  const snils = `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6, 9)} ${digits.slice(9)}`
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT application_id::text AS id FROM applicants WHERE organisation_id = own_organisation() AND snils IN (${snils}, ${digits})
    UNION SELECT application_id::text FROM applicants WHERE organisation_id = own_organisation() AND snils_index = ANY(${blindIndexes(digits)})
    UNION SELECT application_id::text FROM applicants WHERE organisation_id = own_organisation() AND inn = ${digits}`
  return [...new Set([...numbered, ...rows.map(({ id }) => id)])]
}
