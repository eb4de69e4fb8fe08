import { z } from 'zod'
import type { Session } from '@/lib/auth/session'
import { overseeing } from '@/lib/auth/overseeing'
import { can, type Permission } from '@/lib/auth/permissions'
import { StatusComments } from '@/lib/catalogue/schema'
import { CitizenTexts, type CitizenText } from '@/lib/directories/citizen-text'
import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { ApplicationState } from '@/lib/core/generated/prisma/enums'
import { isId } from '@/lib/core/ids'
import { awaitsDecision } from '@/lib/delivery/replace-delivery'
import { listDirectory, listStatuses, listTemplates } from '@/lib/directories/list-directory'
import { directories, type Entry, type StatusEntry, type TemplateEntry } from '@/lib/directories/schema'
import { cardFile, cardSteps, signed, type CardFile, type CardStep } from './card-steps'
import { maskedApplicant, type MaskedField } from './masked-applicant'
import { nextStatuses } from './status'

export type Card = {
  id: string
  /** Whose application it is when it is a subordinate organisation's: then it is only looked at. */
  overseen: { id: string; name: string } | null
  number: string
  orderNumber: string | null
  elkOrderNumber: string | null
  state: ApplicationState
  stateAt: string
  elkStatus: number | null
  version: number
  serviceName: string | null
  targetCode: string | null
  /** How a result of the service is usually called. */
  resultName: string | null
  channelName: string | null
  officeName: string | null
  requestDate: string | null
  createdAt: string
  applicantName: string
  applicant: MaskedField[]
  /** The act by which the applicant's data were destroyed when their term was over. */
  destroyedBy: string | null
  transferBy: string | null
  serviceTermAt: string | null
  steps: CardStep[]
  freeFiles: CardFile[]
  /** ЕСНСИ 7246. */
  docTypes: Entry[]
  next: StatusEntry[]
  /** What the service's comment to a status begins with, by its number. */
  statusComments: Record<string, string>
  /** The same of the text for the citizen. */
  citizenTexts: Record<string, CitizenText>
  /** ЕСНСИ 7293. */
  templates: TemplateEntry[]
  /** What may stand in the place of a refused status: the state before it counts. */
  instead: StatusEntry[]
  /** How long a final status can be taken back. */
  takeBackSeconds: number
  /** The server's moment: the browser's own clock may be wrong. */
  at: string
  may: { write: boolean; resend: boolean; reveal: boolean; xml: boolean; edit: boolean }
}

/** With the subordinate organisation whose it is, if it is not the own one. */
export const CardId = z.object({ id: z.string(), organisation: z.uuid().optional().catch(undefined) })
export type CardId = z.output<typeof CardId>

/** Everything on an application's card. Personal data leave the server masked (P06). */
export async function getApplication(person: Session, input: CardId): Promise<Card> {
  if (!isId(input.id)) throw notFound()
  const session = overseeing(person, input.organisation)
  const may = (permission: Permission) => !session.overseenId && can(session, permission)
  return inOrganisation(session, async (tx) => {
    const application = await tx.application.findUnique({
      where: { id: input.id },
      include: {
        organisation: { select: { shortName: true } },
        service: true,
        office: true,
        applicant: true,
        files: { where: { removedAt: null }, orderBy: { createdAt: 'asc' }, include: signed },
      },
    })
    if (!application) throw notFound()
    const statuses = await listStatuses(tx)
    const channels = await listDirectory(tx, directories.channel, 'all')
    const countries = await listDirectory(tx, directories.citizenship, 'all')
    const writes = may('applications.write')
    const docTypes = await listDirectory(tx, directories.attachment)
    const fileTypes = await listDirectory(tx, directories.attachment, 'all')
    const steps = await cardSteps(tx, application.id, {
      statuses: await listStatuses(tx, 'all'),
      docTypes: fileTypes,
    })
    const create = steps.find((step) => step.seq === 1 && step.delivery.state !== 'SUPERSEDED')
    return {
      id: application.id,
      overseen: session.overseenId
        ? { id: session.overseenId, name: application.organisation.shortName }
        : null,
      number: application.number,
      orderNumber: application.orderNumber,
      elkOrderNumber: application.elkOrderNumber === null ? null : String(application.elkOrderNumber),
      state: application.state,
      stateAt: application.stateAt.toISOString(),
      elkStatus: application.elkStatus,
      version: application.version,
      serviceName: application.service?.name ?? null,
      targetCode: application.service?.targetCode ?? null,
      resultName: application.service?.resultName ?? null,
      channelName: channels.find((entry) => entry.code === String(application.channel))?.name ?? null,
      officeName: application.office?.name ?? null,
      requestDate: application.requestDate?.toISOString() ?? null,
      createdAt: application.createdAt.toISOString(),
      applicantName: application.applicantName,
      applicant: application.applicant ? named(maskedApplicant(application.applicant), countries) : [],
      destroyedBy: application.personalDataActId === null ? null : String(application.personalDataActId),
      transferBy: application.transferBy?.toISOString() ?? null,
      serviceTermAt: application.serviceTermAt?.toISOString() ?? null,
      steps,
      freeFiles: application.files.filter((row) => row.statusChangeId === null).map(cardFile(fileTypes)),
      docTypes,
      templates: writes ? await listTemplates(tx) : [],
      citizenTexts: writes ? CitizenTexts.parse(application.service?.citizenTexts) : {},
      statusComments: writes ? StatusComments.parse(application.service?.statusComments) : {},
      next: writes ? nextStatuses(application, statuses, application.service?.allowedStatuses ?? []) : [],
      instead:
        writes && application.state !== 'DRAFT'
          ? nextStatuses(
              { ...application, state: 'IN_WORK' },
              statuses,
              application.service?.allowedStatuses ?? [],
            )
          : [],
      takeBackSeconds: env().TAKE_BACK_SECONDS_FINAL,
      at: now().toISOString(),
      may: {
        write: writes,
        resend: may('deliveries.resend'),
        reveal: may('applications.reveal'),
        xml: may('deliveries.xml'),
        edit:
          writes &&
          (application.state === 'DRAFT' || Boolean(create && awaitsDecision(create.delivery.state))),
      },
    }
  })
}

const named = (fields: MaskedField[], countries: Entry[]): MaskedField[] =>
  fields.map((line) =>
    line.field === 'citizenship'
      ? { ...line, value: countries.find((entry) => entry.code === line.value)?.name ?? line.value }
      : line,
  )
