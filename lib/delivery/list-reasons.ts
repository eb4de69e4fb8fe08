import type { Prisma, Tx } from '@/lib/core/db'

/** Why changes did not reach the citizen: a code of ЕПГУ, or the name of a technical fault; never both. */
export type Reason = { code: number | null; fault: string | null; count: number; services: number }

const UNNAMED = 'unknown'

/** The open refusals and technical faults by what they have in common, the largest group first (X09). */
export async function listReasons(tx: Tx): Promise<Reason[]> {
  return tx.$queryRaw<Reason[]>`
    SELECT CASE WHEN d.state = 'REFUSED' THEN d.answer_code END AS code,
      CASE WHEN d.state = 'FAILED' THEN split_part(coalesce(d.fault, ${UNNAMED}), ':', 1) END AS fault,
      count(*)::int AS count, count(DISTINCT a.service_id)::int AS services
    FROM deliveries d JOIN applications a ON a.id = d.application_id
    WHERE d.state IN ('REFUSED', 'FAILED')
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`
}

/** The changes of one such group. */
export function whereReason({ code, fault }: { code?: number; fault?: string }): Prisma.DeliveryWhereInput {
  if (code !== undefined) return { answerCode: code, state: 'REFUSED' }
  if (fault === undefined) return {}
  return {
    state: 'FAILED',
    OR: [{ fault }, { fault: { startsWith: `${fault}:` } }, ...(fault === UNNAMED ? [{ fault: null }] : [])],
  }
}
