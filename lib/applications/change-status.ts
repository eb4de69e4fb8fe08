import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, wakeAfterCommit, type Prisma, type Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal, notFound } from '@/lib/core/errors'
import { awaitsDecision, replaceDelivery } from '@/lib/delivery/replace-delivery'
import { textProblem } from '@/lib/directories/citizen-text'
import { listTemplates } from '@/lib/directories/list-directory'
import { changeTogether } from './change-together'
import { judgeChange, repeatedOf, type StatusChanged } from './judge-change'
import { requireVersion } from './open-draft'
import type { ChangeStatus } from './schema'
import { lockForChange, readFound, saveStatusChange } from './status-change-rows'

/**
 * One change of the status: the application, its history row, its message and the audit row, all or nothing (promise 1).
 * With `insteadOf` the new status takes the place of a refused one.
 */
export async function changeStatus(session: Session, input: ChangeStatus): Promise<StatusChanged> {
  return (await changeTogether(session, input)) ?? changeAlone(session, input)
}

async function changeAlone(session: Session, input: ChangeStatus): Promise<StatusChanged> {
  return inOrganisation(session, async (tx) => {
    const { found, statuses } = await lockForChange(tx, [{ session, input }], { waits: true })
    if (!found[0]) throw notFound()
    const one = readFound(found[0])
    const { application } = one
    const repeated = repeatedOf(one)
    if (repeated) return repeated
    await requireVersion(tx, application, input.version)
    const refused = input.insteadOf ? await refusedUpdate(tx, application.id, input.insteadOf) : null
    // The files of a refused status may go with the one that takes its place.
    const free = [{ statusChangeId: null }, ...(refused ? [{ statusChangeId: refused.statusChangeId }] : [])]
    const files = await chosenFiles(tx, application.id, input.fileIds, free)
    const limit = env().FILES_PER_STATUS
    if (files.length > limit) throw new Refusal('LIMIT', 'files.tooMany', { values: { limit } })
    const { written, audit, facts, notBefore } = judgeChange(
      session,
      input,
      { ...one, statuses },
      {
        files,
        refusedSeq: refused?.seq ?? null,
        textWrong: input.citizenText ? textProblem(input.citizenText, await listTemplates(tx)) : null,
      },
    )
    const statusChangeId = written.change.id
    await saveStatusChange(tx, written)
    if (files.length > 0) {
      const taken = await tx.file.updateMany({
        where: { id: { in: files.map((file) => file.id) }, removedAt: null, OR: free },
        data: { statusChangeId },
      })
      if (taken.count !== files.length) throw new Refusal('CONFLICT', 'statuses.filesChanged')
    }
    if (refused)
      await replaceDelivery(tx, session, refused, {
        facts,
        statusChangeId,
        decision: 'chooseStatus',
        notBefore,
      })
    else wakeAfterCommit(tx)
    await recordAudit(tx, audit)
    return { statusChangeId, version: written.state.version }
  })
}

async function refusedUpdate(tx: Tx, applicationId: string, deliveryId: string) {
  const delivery = await tx.delivery.findFirst({ where: { id: deliveryId, applicationId } })
  if (!delivery) throw notFound()
  if (!awaitsDecision(delivery.state) || delivery.kind !== 'UPDATE')
    throw new Refusal('CONFLICT', 'delivery.alreadyDecided')
  return delivery
}

/** What of the chosen files may go, in the order in which they were chosen. */
async function chosenFiles(tx: Tx, applicationId: string, ids: string[], free: Prisma.FileWhereInput[]) {
  if (ids.length === 0) return []
  const files = await tx.file.findMany({
    where: { id: { in: ids }, applicationId, removedAt: null, OR: free },
    include: { signatures: { where: { removedAt: null }, select: { cms: true } } },
  })
  return files.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}
