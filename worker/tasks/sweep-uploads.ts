import { log } from '@/lib/core/logger'
import { sweepStore } from '@/lib/files/sweep-store'
import { sweepImportFiles } from '@/lib/imports/sweep-import-files'

/** What uploads left behind that no row knows. Returns how many files are gone. */
export async function sweepUploads(): Promise<number> {
  const swept = (await sweepStore()) + (await sweepImportFiles())
  if (swept > 0) log.info('files.swept', { files: swept })
  return swept
}
