import { Prisma } from '@/lib/core/db'

/**
 * The ids of an organisation's services by what may stand once among them: one look into the index for each value. A plain
 * `= ANY` reads the whole organisation for every batch of an import whose earlier batches the planner has not counted yet.
 */
export const knownIds = (
  organisationId: string,
  values: readonly string[],
  column: 'eservice_code' | 'target_code' = 'eservice_code',
) => Prisma.sql`
  SELECT found.id FROM unnest(${values}::text[]) AS given(value) CROSS JOIN LATERAL (
    SELECT id FROM services WHERE organisation_id = ${organisationId}::uuid AND ${Prisma.raw(column)} = given.value LIMIT 1) AS found`
