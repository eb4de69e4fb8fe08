import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { settleClaimed, type Claimed } from './claim-import'
import { removeImportFile } from './import-file'

/** Ends an import that cannot go on, with the reason; nothing of its rows stays. The worker's own act: its person may be off by now. */
export async function failImport(claimed: Claimed, fault: string): Promise<void> {
  await asWorker(async (tx) => {
    await tx.importRow.deleteMany({ where: { importId: claimed.id } })
    await settleClaimed(tx, claimed, { state: 'FAILED', fault, examples: [], destroyedAt: now() })
  })
  await removeImportFile(claimed.id)
}
