import { recordLook } from '@/lib/audit/record-look'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import { formatDateTime } from '@/lib/core/format'
import { now } from '@/lib/core/clock'
import type { Application } from '@/lib/core/generated/prisma/client'
import { isId } from '@/lib/core/ids'
import { awaitsDecision } from '@/lib/delivery/replace-delivery'
import { formOptions, type FormOptions } from './check-context'
import { ApplicationForm } from './schema'

export type OpenForm = {
  id?: string
  number?: string
  version?: number
  idempotencyKey: string
  form: ApplicationForm
  options: FormOptions
  /** draft: kept as it is typed · correction: its Create waits for a decision · closed: it has gone, nothing to edit. */
  stage: 'draft' | 'correction' | 'closed'
  /** The server's moment: the browser's own clock may be wrong. */
  now: string
}

/** A new form with what is known already filled in: office, region, citizenship, the present moment (F10, F16). */
export async function newForm(session: Session): Promise<OpenForm> {
  return inOrganisation(session, async (tx) => {
    const options = await formOptions(tx, session)
    const office =
      options.offices.find((candidate) => candidate.id === session.officeId) ?? options.offices[0]
    const form = ApplicationForm.parse({
      officeId: office?.id ?? '',
      region: office?.oktmo ?? '',
      requestDate: formatDateTime(now(), session.timeZone),
      channel: options.channels.find((channel) => channel.code === '4')?.code ?? '',
      person: {
        citizenship: options.citizenships.find((entry) => entry.code === '643')?.code ?? '',
        documentType: '1',
      },
    })
    return {
      idempotencyKey: crypto.randomUUID(),
      form,
      options,
      stage: 'draft',
      now: now().toISOString(),
    }
  })
}

/** A draft, or a registered application whose Create was refused, as it was typed: unmasked, and the look is on record (P06). */
export async function getForm(session: Session, input: { id: string }): Promise<OpenForm> {
  if (!isId(input.id)) throw notFound()
  return inOrganisation(session, async (tx) => {
    const application = await tx.application.findUnique({ where: { id: input.id } })
    if (!application) throw notFound()
    await recordLook(tx, session, 'applicant.view', application.id)
    return {
      id: application.id,
      number: application.number,
      version: application.version,
      idempotencyKey: application.idempotencyKey,
      form: ApplicationForm.parse(application.form),
      options: await formOptions(tx, session),
      stage: await stageOf(tx, application),
      now: now().toISOString(),
    }
  })
}

async function stageOf(tx: Tx, application: Application): Promise<OpenForm['stage']> {
  if (application.state === 'DRAFT') return 'draft'
  const create = await tx.delivery.findFirst({
    where: { applicationId: application.id, seq: 1, state: { not: 'SUPERSEDED' } },
    select: { state: true },
  })
  return create && awaitsDecision(create.state) ? 'correction' : 'closed'
}
