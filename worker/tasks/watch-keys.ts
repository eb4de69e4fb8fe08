import { asWorker } from '@/lib/core/db'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import { watchColumnKeys } from '@/lib/monitoring/watch-column-keys'

let told: string | undefined

/** Keys of the sealed columns that are wrong by now are told to administrators before a restart would fail. */
export async function watchKeys(): Promise<void> {
  const trouble = await watchColumnKeys(() => asWorker((tx) => tx.columnKey.findMany()))
  if (trouble && trouble !== told)
    await asWorker((tx) => raiseAlarm(tx, 'columns.keys', 'PERSONAL_DATA_KEYS', trouble))
  told = trouble
}
