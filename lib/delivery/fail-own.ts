import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { tellFailed } from './tell-failed'

export type Bad = { id: string; errors: string[] }

/** Changes that we do not let out ourselves: a person must look (X06b). */
export async function failOwn(tx: Tx, bad: Bad[]): Promise<void> {
  const faults = bad.map(({ errors }) => `OwnCheck: ${errors.join('; ').slice(0, 2000)}`)
  const failed = await tx.$executeRaw`
    UPDATE deliveries d SET state = 'FAILED', fault = bad.fault, settled_at = ${now()}
    FROM unnest(${bad.map(({ id }) => id)}::uuid[], ${faults}::text[]) AS bad (id, fault)
    WHERE d.id = bad.id AND d.state IN ('QUEUED', 'SENDING')`
  if (failed > 0) await tellFailed(tx, 'OwnCheck')
}
