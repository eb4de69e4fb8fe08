import type { Session } from '@/lib/auth/session'
import { inManyOrganisations, wakeAfterCommit } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'
import { together } from '@/lib/core/together'
import type { StatusEntry } from '@/lib/directories/schema'
import { judgeChange, repeatedOf, type StatusChanged } from './judge-change'
import type { ChangeStatus } from './schema'
import { lockForChange, readFound, saveStatusChanges, type FoundRow } from './status-change-rows'

type Asked = { session: Session; input: ChangeStatus }
type Told = StatusChanged | undefined

const RUNS = 2
const MOST = 64
const LONGEST = 3000 // ms: a set whose connection is cut without a word keeps nobody longer; its changes are found by their keys if it went through

/**
 * A change that has nothing beside its own words goes with whatever other clerks save at this moment, in one transaction: what it costs
 * by itself is mostly the transaction (decision 031). Undefined: it must go alone, where it is told what is wrong or waits for its turn.
 * Nothing of it is written then, or it is found by its key.
 */
export async function changeTogether(
  session: Session,
  input: ChangeStatus,
): Promise<StatusChanged | undefined> {
  const isPlain = !input.insteadOf && !input.citizenText && input.fileIds.length === 0
  if (!isPlain || session.overseenId) return undefined
  try {
    return await ask({ session, input })
  } catch {
    return undefined
  }
}

const ask = together(
  (asked: Asked[]) =>
    saveTogether(asked).catch((error: unknown) => {
      log.warn('changes.together.failed', { changes: asked.length, ...trace(error) })
      throw error
    }),
  {
    atOnce: RUNS,
    most: MOST,
    within: LONGEST,
    keysOf: ({ input }) => [input.applicationId.toLowerCase(), input.idempotencyKey.toLowerCase()],
  },
)

async function saveTogether(asked: Asked[]): Promise<Told[]> {
  return inManyOrganisations(async (tx) => {
    const { found, statuses } = await lockForChange(tx, asked, { waits: false })
    const judged = asked.map(({ session, input }, n) => {
      const one = found[n]
      return one && judge(session, input, one, statuses)
    })
    const saves = judged.flatMap((one) => (one?.save ? [one.save] : []))
    if (saves.length > 0) {
      await saveStatusChanges(tx, saves)
      wakeAfterCommit(tx)
    }
    return judged.map((one) => one?.told)
  })
}

/** Undefined where anything speaks against it: told alone, it gets its words. */
function judge(session: Session, input: ChangeStatus, row: FoundRow, statuses: StatusEntry[]) {
  try {
    const found = { ...readFound(row), statuses }
    const repeated = repeatedOf(found)
    if (repeated) return { told: repeated }
    if (input.version !== found.application.version) return undefined
    const { written, audit } = judgeChange(session, input, found)
    return {
      told: { statusChangeId: written.change.id, version: written.state.version },
      save: { ...written, audit },
    }
  } catch {
    return undefined
  }
}
