import type { AuditEvent } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { formatDateTime } from '@/lib/core/format'
import type { DeliveryState } from '@/lib/core/generated/prisma/enums'
import { say } from '@/lib/core/message'
import { uuid7 } from '@/lib/core/uuid7'
import { deliveryOf } from '@/lib/delivery/enqueue-delivery'
import type { StatusEntry } from '@/lib/directories/schema'
import { updateFacts, type SignedFile } from './build-facts'
import type { ChangeStatus } from './schema'
import { stateBefore } from './state-before'
import { isFinal, nextStatuses, stateAfter } from './status'
import { checkStatusChange } from './status-change'
import {
  attemptAfter,
  changeAfter,
  type Change,
  type Found,
  type Locked,
  type Written,
} from './status-change-rows'

export type StatusChanged = { statusChangeId: string; version: number }

/**
 * What was answered to the first of two clicks.
 * @throws Refusal when the key was another application's
 */
export function repeatedOf({ application, changes }: Found): StatusChanged | undefined {
  const repeated = changes.find((change) => change.repeated)
  if (repeated && repeated.applicationId !== application.id) throw new Refusal('CONFLICT', 'statuses.keyUsed')
  return repeated && { statusChangeId: repeated.id, version: application.version }
}

/** What a change may have besides its own words. */
export type Beside = {
  files: SignedFile[]
  /** The place of the refused one that it takes. */
  refusedSeq: number | null
  /** What is wrong with the text for the citizen. */
  textWrong: string | null
}
export const nothingBeside: Beside = { files: [], refusedSeq: null, textWrong: null }

/**
 * Judges one change by what was found under the lock, and says what is to be written of it. Nothing but the clock and the settings
 * is read.
 * @throws Refusal with what is wrong, by field
 */
export function judgeChange(
  session: Session,
  input: ChangeStatus,
  { application, changes, statuses }: Found & { statuses: StatusEntry[] },
  beside: Beside = nothingBeside,
) {
  const { files, refusedSeq } = beside
  const following = refusedSeq === null ? undefined : changeAfter(changes, refusedSeq)
  const checked = check(session, { application, changes, statuses }, input, beside, following)
  const seq = refusedSeq ?? Math.max(0, ...changes.map((change) => change.seq)) + 1
  const statusChangeId = uuid7()
  const facts = updateFacts(
    { orderNumber: application.orderNumber ?? '', elkOrderNumber: application.elkOrderNumber },
    application.organisation,
    { ...input, statusDate: checked.statusDate, files },
  )
  const notBefore = mayLeave(checked.status)
  const { organisationId } = application
  const place = { organisationId, applicationId: application.id, statusChangeId, seq }
  const written: Written = {
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
    delivery: refusedSeq === null ? { id: uuid7(), ...deliveryOf({ ...place, facts, notBefore }) } : null,
  }
  const audit: AuditEvent = {
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
  }
  return { written, audit, facts, notBefore }
}

function check(
  session: Session,
  { application, changes, statuses }: Found & { statuses: StatusEntry[] },
  input: ChangeStatus,
  { files, refusedSeq, textWrong }: Beside,
  following: Change | undefined,
) {
  const instead = refusedSeq !== null
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
