import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'

export type SealState = {
  position: string | null
  sealedAt: string | null
  unsealed: number
  check: { at: string; rows: string; violations: number } | null
}

/** How far who did what is sealed, and what the last verification found (decision 015). */
export function getSealState(session: Session): Promise<SealState> {
  return inOrganisation(session, async (tx) => {
    const [head] = await tx.$queryRaw<{ position: bigint; at: Date }[]>`
      SELECT position, at FROM log_heads WHERE log = 'audit_events' ORDER BY log_heads.position DESC LIMIT 1`
    const [check] = await tx.$queryRaw<{ at: Date; row_count: bigint; violations: number }[]>`
      SELECT at, row_count, violations FROM log_checks WHERE log = 'audit_events' ORDER BY id DESC LIMIT 1`
    const [open] = await tx.$queryRaw<{ n: bigint }[]>`
      SELECT count(*) AS n FROM audit_events WHERE position IS NULL AND organisation_id = own_organisation()`
    return {
      position: head ? String(head.position) : null,
      sealedAt: head?.at.toISOString() ?? null,
      unsealed: Number(open?.n ?? 0),
      check: check
        ? { at: check.at.toISOString(), rows: String(check.row_count), violations: check.violations }
        : null,
    }
  })
}
