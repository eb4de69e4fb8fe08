import { log, trace } from '@/lib/core/logger'
import { checkImport } from '@/lib/imports/check-import'
import { claimImport, LostImport, type Claimed } from '@/lib/imports/claim-import'
import { commitImport } from '@/lib/imports/commit-import'
import { failImport } from '@/lib/imports/fail-import'
import type { ImportKind } from '@/lib/imports/kind'
import { readImport } from '@/lib/imports/read-import'

const TRIES = 4
const steps = { UPLOADED: readImport, CHECKING: checkImport, CONFIRMED: commitImport }

/** Takes every import that is due a step further. Returns how many steps were taken. */
export async function runImports(kinds: readonly ImportKind[]): Promise<number> {
  for (let taken = 0; ; taken++) {
    const claimed = await claimImport()
    if (!claimed) return taken
    await step(kinds, claimed)
  }
}

async function step(kinds: readonly ImportKind[], claimed: Claimed): Promise<void> {
  const { id, state, userId, organisationId } = claimed
  try {
    const kind = kinds.find(({ name }) => name === claimed.kind)
    if (!kind) throw new Error('no such kind of import')
    if (claimed.attempts > TRIES) return await failImport(claimed, 'imports.fault.tries')
    await steps[state](claimed, kind, { userId, organisationId, ip: null })
    log.info('import.step', { id, state })
  } catch (error) {
    if (error instanceof LostImport) return log.info('import.lost', { id, state })
    if (isGone(error)) return failImport(claimed, 'imports.fault.gone')
    log.error('import.failed', { id, state, attempt: claimed.attempts, ...trace(error) })
  }
}

const isGone = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
