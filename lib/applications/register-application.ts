import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import type { Application } from '@/lib/core/generated/prisma/client'
import { toOffsetIso } from '@/lib/core/format'
import { say } from '@/lib/core/message'
import { enqueueDelivery } from '@/lib/delivery/enqueue-delivery'
import { readdressDeliveries } from '@/lib/delivery/readdress-deliveries'
import { awaitsDecision, replaceDelivery } from '@/lib/delivery/replace-delivery'
import { applicantRow } from './applicant'
import { checkContext, formOptions } from './check-context'
import { makeCreate } from './make-create'
import { formChanges } from './form-changes'
import { formColumns, openDraft, requireVersion } from './open-draft'
import { checkRegistration, type Registration } from './registration'
import { ApplicationForm, type RegisterApplication } from './schema'
import { serviceTerm } from './service-term'
import { FIRST_STATUS } from './status'

export type Registered = { id: string; number: string; orderNumber: string; version: number }

/**
 * «Сохранить и передать»: the application, its first status and its Create in one transaction (F22, X01). The same verb
 * corrects a registered application whose Create was refused: the new facts go as its next attempt.
 */
export async function registerApplication(session: Session, input: RegisterApplication): Promise<Registered> {
  try {
    return await inOrganisation(session, (tx) => register(tx, session, input))
  } catch (error) {
    if (
      error instanceof Prisma.PrismaClientKnownRequestError &&
      error.code === 'P2002' &&
      JSON.stringify(error.meta).includes('order_number')
    )
      throw new Refusal('INVALID', 'refusal.invalid', {
        fieldErrors: { orderNumber: say('registration.orderNumber.takenNow') },
      })
    throw error
  }
}

async function register(tx: Tx, session: Session, input: RegisterApplication): Promise<Registered> {
  const { application, fresh } = await openDraft(tx, session, input)
  const refused = application.state === 'DRAFT' ? null : await refusedCreate(tx, application.id)
  if (application.state !== 'DRAFT' && !refused) {
    if (isAnother(application, input.form))
      throw new Refusal('CONFLICT', 'registration.notDraft', { data: { id: application.id } })
    return registered(application)
  }
  if (!fresh && (input.version !== undefined || application.version > 1)) {
    // The repeat of a correction that went through comes with the version it replaced: nothing is refused any more then.
    await requireVersion(tx, application, input.version, application.form)
  }
  const options = await formOptions(tx, session)
  const checked = checkRegistration(input.form, checkContext(options))
  if (!checked.ok) throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors: checked.errors })
  const registration = {
    ...checked.value,
    orderNumber: await takeOrderNumber(tx, application, checked.value),
  }
  const updated = await writeRegistration(tx, session, application, registration, input)
  const { statusChangeId, facts } = await makeCreate(tx, session, application.id, registration, {
    options,
    // «Принято» is true since the filing, however late it is registered here: later statuses may then be back-dated (S08).
    statusDate: registration.requestDate,
  })
  if (refused) {
    await replaceDelivery(tx, session, refused, { facts, statusChangeId, decision: 'correct' })
    await readdressDeliveries(tx, session, application.id, (waiting) => ({
      ...waiting,
      orderNumber: registration.orderNumber,
    }))
  } else
    await enqueueDelivery(tx, {
      organisationId: session.organisationId,
      applicationId: application.id,
      statusChangeId,
      seq: 1,
      facts,
    })
  await recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action: refused ? 'application.correct' : 'application.register',
    subjectType: 'application',
    subjectId: application.id,
    details: {
      number: application.number,
      orderNumber: registration.orderNumber,
      changes: fresh ? [] : formChanges(ApplicationForm.parse(application.form), input.form),
    },
    ip: session.ip,
  })
  return registered(updated)
}

/** Whether a form is another than the one that has gone: then the press is no repeat, and what it brings is not dropped silently. */
function isAnother(application: Application, form: ApplicationForm): boolean {
  const gone = ApplicationForm.parse(application.form)
  const orderNumber = form.orderNumber.trim() || gone.orderNumber
  return formChanges(gone, { ...form, orderNumber }).length > 0
}

async function refusedCreate(tx: Tx, applicationId: string) {
  const create = await tx.delivery.findFirst({
    where: { applicationId, seq: 1, state: { not: 'SUPERSEDED' } },
  })
  return create && awaitsDecision(create.state) ? create : null
}

/** The number as typed, when nobody of the organisation has it; an empty one becomes «код-год/№». */
async function takeOrderNumber(
  tx: Tx,
  application: Application,
  registration: Registration,
): Promise<string> {
  if (!registration.orderNumber) {
    const { code, timeZone } = await tx.organisation.findUniqueOrThrow({
      where: { id: application.organisationId },
      select: { code: true, timeZone: true },
    })
    return (
      application.orderNumber ??
      `${code}-${toOffsetIso(registration.requestDate, timeZone).slice(0, 4)}/${application.number}`
    )
  }
  const holder = await tx.application.findFirst({
    where: { orderNumber: registration.orderNumber, id: { not: application.id } },
    select: { number: true },
  })
  if (!holder) return registration.orderNumber
  const message = say('registration.orderNumber.taken', {
    orderNumber: registration.orderNumber,
    number: holder.number,
  })
  throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors: { orderNumber: message } })
}

async function writeRegistration(
  tx: Tx,
  session: Session,
  application: Application,
  registration: Registration & { orderNumber: string },
  input: RegisterApplication,
): Promise<Application> {
  const at = now()
  const service = await tx.service.findUniqueOrThrow({
    where: { id: registration.serviceId },
    select: { termWorkingDays: true },
  })
  const row = applicantRow(input.form, registration.applicant)
  const key = { applicationId: application.id, organisationId: session.organisationId }
  await tx.applicant.upsert({
    where: { applicationId: application.id },
    create: { ...key, ...row },
    update: row,
    select: { applicationId: true },
  })
  return tx.application.update({
    where: { id: application.id, version: application.version },
    data: {
      ...formColumns({ ...input.form, orderNumber: registration.orderNumber }),
      state: application.state === 'DRAFT' ? 'IN_WORK' : application.state,
      stateAt: application.state === 'DRAFT' ? at : application.stateAt,
      elkStatus: application.elkStatus ?? FIRST_STATUS,
      serviceId: registration.serviceId,
      officeId: registration.officeId,
      orderNumber: registration.orderNumber,
      channel: registration.channel,
      requestDate: registration.requestDate,
      region: registration.region,
      serviceTermAt:
        service.termWorkingDays && (application.state === 'DRAFT' || application.state === 'IN_WORK')
          ? serviceTerm(registration.requestDate, service.termWorkingDays, session.timeZone)
          : null,
      version: application.version + 1,
      updatedAt: at,
      updatedById: session.userId,
    },
  })
}

const registered = (application: Application): Registered => ({
  id: application.id,
  number: application.number,
  orderNumber: application.orderNumber ?? '',
  version: application.version,
})
