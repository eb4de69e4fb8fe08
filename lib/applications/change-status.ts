import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation, wakeAfterCommit, type Prisma, type Tx } from '@/lib/core/db'
import { uuid7 } from '@/lib/core/uuid7'
import { env } from '@/lib/core/env'
import { Refusal, notFound } from '@/lib/core/errors'
import type { File } from '@/lib/core/generated/prisma/client'
import type { DeliveryState } from '@/lib/core/generated/prisma/enums'
import { deliveryOf } from '@/lib/delivery/enqueue-delivery'
import { awaitsDecision, replaceDelivery } from '@/lib/delivery/replace-delivery'
import { formatDateTime } from '@/lib/core/format'
import { say } from '@/lib/core/message'
import { listTemplates } from '@/lib/directories/list-directory'
import type { StatusEntry } from '@/lib/directories/schema'
import { updateFacts } from './build-facts'
import {
  attemptAfter,
  changeAfter,
  lockForChange,
  saveStatusChange,
  type Change,
  type Locked,
} from './status-change-rows'
import { stateBefore } from './state-before'
import { textProblem } from '@/lib/directories/citizen-text'
import { requireVersion } from './open-draft'
import type { ChangeStatus } from './schema'
import { isFinal, nextStatuses, stateAfter } from './status'
import { checkStatusChange } from './status-change'

export type StatusChanged = { statusChangeId: string; version: number }

/**
 * One change of the status: the application, its history row, its message and the audit row, all or nothing (promise 1).
 * With `insteadOf` the new status takes the place of a refused one.
 */
export async function changeStatus(session: Session, input: ChangeStatus): Promise<StatusChanged> {
  return inOrganisation(session, async (tx) => {
    const found = await lockForChange(tx, input.applicationId, input.idempotencyKey)
    const { application, changes } = found
    const repeated = changes.find((change) => change.repeated)
    if (repeated && repeated.applicationId !== application.id)
      throw new Refusal('CONFLICT', 'statuses.keyUsed')
    if (repeated) return { statusChangeId: repeated.id, version: application.version }
    await requireVersion(tx, application, input.version)
    const refused = input.insteadOf ? await refusedUpdate(tx, application.id, input.insteadOf) : null
    // The files of a refused status may go with the one that takes its place.
    const free = [{ statusChangeId: null }, ...(refused ? [{ statusChangeId: refused.statusChangeId }] : [])]
    const files = await chosenFiles(tx, application.id, input.fileIds, free)
    const limit = env().FILES_PER_STATUS
    if (files.length > limit) throw new Refusal('LIMIT', 'files.tooMany', { values: { limit } })
    const following = refused ? changeAfter(changes, refused.seq) : undefined
    const checked = await check(tx, session, found, input, files, {
      instead: refused !== null,
      following,
    })
    const seq = refused?.seq ?? Math.max(0, ...changes.map((change) => change.seq)) + 1
    const statusChangeId = uuid7()
    const facts = updateFacts(
      { orderNumber: application.orderNumber ?? '', elkOrderNumber: application.elkOrderNumber },
      application.organisation,
      { ...input, statusDate: checked.statusDate, files },
    )
    const notBefore = mayLeave(checked.status)
    const { organisationId } = application
    const place = { organisationId, applicationId: application.id, statusChangeId, seq }
    await saveStatusChange(tx, {
      change: {
        id: statusChangeId,
        organisationId,
        applicationId: application.id,
        seq,
        attempt: attemptAfter(changes, seq),
        status: input.status,
        statusDate: checked.statusDate,
        isInformed: input.isInformed,
        withoutResult: input.withoutResult,
        reason: input.reason || null,
        comment: input.comment || null,
        citizenText: input.citizenText ?? null,
        backdatedFor: input.backdatedFor || null,
        before: stateBefore(application),
        idempotencyKey: input.idempotencyKey,
        createdById: session.userId,
        createdAt: now(),
      },
      // What stands after it goes on deciding the state; the last change alone does.
      state: stateOf(session, application, following ? null : { ...checked, code: input.status }),
      delivery: refused ? null : { id: uuid7(), ...deliveryOf({ ...place, facts, notBefore }) },
    })
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
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'application.changeStatus',
      subjectType: 'application',
      subjectId: application.id,
      details: {
        from: application.elkStatus,
        to: input.status,
        seq,
        files: files.length,
        backdated: Boolean(input.backdatedFor),
      },
      ip: session.ip,
    })
    return { statusChangeId, version: application.version + 1 }
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

async function check(
  tx: Tx,
  session: Session,
  { application, changes, statuses }: Awaited<ReturnType<typeof lockForChange>>,
  input: ChangeStatus,
  files: File[],
  { instead, following }: { instead: boolean; following: Change | undefined },
) {
  // A status chosen instead of a refused one follows the state before that one.
  const before =
    instead && application.state !== 'DRAFT' ? { ...application, state: 'IN_WORK' as const } : application
  const allowed = nextStatuses(before, statuses, application.allowedStatuses).filter(
    (status) => !following || stateAfter(status) === 'IN_WORK',
  )
  const counts = (state: DeliveryState) =>
    instead ? state === 'ACCEPTED' || state === 'SKIPPED' : state !== 'SUPERSEDED'
  const last = changes.findLast(({ states }) => states.some(counts))
  const checked = checkStatusChange(input, {
    now: now(),
    timeZone: session.timeZone,
    allowed,
    requestDate: application.requestDate,
    lastStatusDate: last?.statusDate ?? null,
    files: files.length,
    lostFiles: input.fileIds.length - files.length,
  })
  const textWrong = input.citizenText && textProblem(input.citizenText, await listTemplates(tx))
  if (!checked.ok || textWrong)
    throw new Refusal('INVALID', 'refusal.invalid', {
      fieldErrors: { ...(!checked.ok && checked.errors), ...(textWrong && { citizenText: textWrong }) },
    })
  if (following && checked.value.statusDate > following.statusDate) {
    const date = formatDateTime(following.statusDate, session.timeZone)
    throw new Refusal('INVALID', 'refusal.invalid', {
      fieldErrors: { statusDate: say('statuses.afterNext', { date }) },
    })
  }
  return checked.value
}

/** A final status can be taken back for a while; what leaves at once has no such moment (decision 35). */
function mayLeave(status: StatusEntry): Date | undefined {
  const seconds = isFinal(stateAfter(status)) ? env().TAKE_BACK_SECONDS_FINAL : 0
  return seconds > 0 ? new Date(now().getTime() + seconds * 1000) : undefined
}

function stateOf(
  session: Session,
  application: Locked,
  last: { status: StatusEntry; statusDate: Date; code: number } | null,
) {
  const state = last ? stateAfter(last.status) : application.state
  return {
    id: application.id,
    state,
    stateAt: last && state !== application.state ? last.statusDate : application.stateAt,
    elkStatus: last ? last.code : application.elkStatus,
    serviceTermAt: state === 'IN_WORK' ? application.serviceTermAt : null,
    version: application.version + 1,
    updatedAt: now(),
    updatedById: session.userId,
  }
}
