import type { Tx } from '@/lib/core/db'
import { faultName } from './labels'
import { raiseAlarm } from './raise-alarm'

/** Changes that stand with a technical fault until a person acts: one alarm a fault, by its name, which is nobody's data. */
export const tellFailed = (tx: Tx, fault: string | null): Promise<void> =>
  raiseAlarm(tx, 'delivery.failed', faultName(fault), 'a change stands until a person acts')
