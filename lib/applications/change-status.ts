import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal, notFound } from '@/lib/core/errors'
import type { Application, File, FileSignature } from '@/lib/core/generated/prisma/client'
import { enqueueDelivery } from '@/lib/delivery/enqueue-delivery'
import { nextAttempt } from '@/lib/delivery/next-attempt'
import { awaitsDecision, replaceDelivery } from '@/lib/delivery/replace-delivery'
import { formatDateTime } from '@/lib/core/format'
import { say } from '@/lib/core/message'
import { listStatuses, listTemplates } from '@/lib/directories/list-directory'
import type { StatusEntry } from '@/lib/directories/schema'
import { updateFacts } from './build-facts'
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
    await tx.$queryRaw`SELECT id FROM applications WHERE id = ${input.applicationId}::uuid FOR UPDATE`
    const application = await tx.application.findUnique({
      where: { id: input.applicationId },
      include: { service: true },
    })
    if (!application) throw notFound()
    const repeated = await tx.statusChange.findUnique({
      where: { idempotencyKey: input.idempotencyKey },
      select: { id: true, applicationId: true },
    })
    if (repeated && repeated.applicationId !== application.id)
      throw new Refusal('CONFLICT', 'statuses.keyUsed')
    if (repeated) return { statusChangeId: repeated.id, version: application.version }
    await requireVersion(tx, application, input.version, 'withoutForm')
    const refused = input.insteadOf ? await refusedUpdate(tx, application.id, input.insteadOf) : null
    // The files of a refused status may go with the one that takes its place.
    const free = [{ statusChangeId: null }, ...(refused ? [{ statusChangeId: refused.statusChangeId }] : [])]
    const files = await tx.file.findMany({
      where: { id: { in: input.fileIds }, applicationId: application.id, removedAt: null, OR: free },
      include: { signatures: { where: { removedAt: null }, select: { cms: true } } },
    })
    const limit = env().FILES_PER_STATUS
    if (files.length > limit) throw new Refusal('LIMIT', 'files.tooMany', { values: { limit } })
    const following = refused ? await changeAfter(tx, application.id, refused.seq) : null
    const checked = await check(tx, session, application, input, files, {
      instead: refused !== null,
      following,
    })
    const seq = refused?.seq ?? (await nextSeq(tx, application.id))
    const statusChange = await tx.statusChange.create({
      data: {
        organisationId: session.organisationId,
        applicationId: application.id,
        seq,
        attempt: await nextAttempt(tx, application.id, seq),
        status: input.status,
        statusDate: checked.statusDate,
        isInformed: input.isInformed,
        withoutResult: input.withoutResult,
        reason: input.reason || null,
        comment: input.comment || null,
        citizenText: input.citizenText ?? Prisma.DbNull,
        backdatedFor: input.backdatedFor || null,
        before: stateBefore(application),
        idempotencyKey: input.idempotencyKey,
        createdById: session.userId,
        createdAt: now(),
      },
    })
    const taken = await tx.file.updateMany({
      where: { id: { in: files.map((file) => file.id) }, removedAt: null, OR: free },
      data: { statusChangeId: statusChange.id },
    })
    if (taken.count !== files.length) throw new Refusal('CONFLICT', 'statuses.filesChanged')
    // What stands after it goes on deciding the state; the last change alone does.
    const version = await writeState(
      tx,
      session,
      application,
      following ? null : { ...checked, code: input.status },
    )
    await hand(tx, session, {
      application,
      seq,
      refused,
      statusChangeId: statusChange.id,
      input,
      statusDate: checked.statusDate,
      files,
      notBefore: mayLeave(checked.status),
    })
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
    return { statusChangeId: statusChange.id, version }
  })
}

type Refused = Awaited<ReturnType<typeof refusedUpdate>>

async function refusedUpdate(tx: Tx, applicationId: string, deliveryId: string) {
  const delivery = await tx.delivery.findFirst({ where: { id: deliveryId, applicationId } })
  if (!delivery) throw notFound()
  if (!awaitsDecision(delivery.state) || delivery.kind !== 'UPDATE')
    throw new Refusal('CONFLICT', 'delivery.alreadyDecided')
  return delivery
}

async function check(
  tx: Tx,
  session: Session,
  application: Application & { service: { allowedStatuses: number[] } | null },
  input: ChangeStatus,
  files: File[],
  { instead, following }: { instead: boolean; following: { statusDate: Date } | null },
) {
  const directory = await listStatuses(tx)
  // A status chosen instead of a refused one follows the state before that one.
  const before =
    instead && application.state !== 'DRAFT' ? { ...application, state: 'IN_WORK' as const } : application
  const allowed = nextStatuses(before, directory, application.service?.allowedStatuses ?? []).filter(
    (status) => !following || stateAfter(status) === 'IN_WORK',
  )
  const last = await tx.statusChange.findFirst({
    where: {
      applicationId: application.id,
      deliveries: { some: { state: instead ? { in: ['ACCEPTED', 'SKIPPED'] } : { not: 'SUPERSEDED' } } },
    },
    orderBy: [{ seq: 'desc' }, { attempt: 'desc' }],
    select: { statusDate: true },
  })
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

async function nextSeq(tx: Tx, applicationId: string): Promise<number> {
  const { _max } = await tx.statusChange.aggregate({ where: { applicationId }, _max: { seq: true } })
  return (_max.seq ?? 0) + 1
}

async function writeState(
  tx: Tx,
  session: Session,
  application: Application,
  last: { status: StatusEntry; statusDate: Date; code: number } | null,
): Promise<number> {
  const state = last ? stateAfter(last.status) : application.state
  const { version } = await tx.application.update({
    where: { id: application.id, version: application.version },
    data: {
      state,
      stateAt: last && state !== application.state ? last.statusDate : application.stateAt,
      elkStatus: last ? last.code : application.elkStatus,
      serviceTermAt: state === 'IN_WORK' ? application.serviceTermAt : null,
      version: application.version + 1,
      updatedAt: now(),
      updatedById: session.userId,
    },
    select: { version: true },
  })
  return version
}

/** The change that comes after this one in the application's order, if any. */
const changeAfter = (tx: Tx, applicationId: string, seq: number) =>
  tx.statusChange.findFirst({
    where: { applicationId, seq: { gt: seq }, deliveries: { some: { state: { not: 'SUPERSEDED' } } } },
    orderBy: [{ seq: 'asc' }, { attempt: 'desc' }],
    select: { statusDate: true },
  })

type Handed = {
  application: Application
  seq: number
  refused: Refused | null
  statusChangeId: string
  input: ChangeStatus
  statusDate: Date
  files: (File & { signatures: Pick<FileSignature, 'cms'>[] })[]
  notBefore: Date | undefined
}

async function hand(
  tx: Tx,
  session: Session,
  { application, seq, refused, statusChangeId, input, statusDate, files, notBefore }: Handed,
): Promise<void> {
  const organisation = await tx.organisation.findUniqueOrThrow({ where: { id: application.organisationId } })
  const facts = updateFacts(
    { orderNumber: application.orderNumber ?? '', elkOrderNumber: application.elkOrderNumber },
    organisation,
    {
      status: input.status,
      statusDate,
      isInformed: input.isInformed,
      citizenText: input.citizenText,
      files,
    },
  )
  if (refused)
    await replaceDelivery(tx, session, refused, {
      facts,
      statusChangeId,
      decision: 'chooseStatus',
      notBefore,
    })
  else
    await enqueueDelivery(tx, {
      organisationId: application.organisationId,
      applicationId: application.id,
      statusChangeId,
      seq,
      facts,
      notBefore,
    })
}
