import type { AttachmentFacts, CitizenTextFacts, CreateFacts, UpdateFacts } from '@/lib/delivery/facts'
import { env } from '@/lib/core/env'
import { toOffsetIso } from '@/lib/core/format'
import type { File, FileSignature, Office, Organisation } from '@/lib/core/generated/prisma/client'
import type { Registration } from './registration'

/** What the clerk saved, as it will be told to ЕПГУ: dates with the offset of the organisation's zone (F13, X19). */

/** With the signature that is alive, if any. */
export type SignedFile = File & { signatures: Pick<FileSignature, 'cms'>[] }
type StatusInput = {
  status: number
  statusDate: Date
  isInformed: boolean
  citizenText?: CitizenTextFacts
  files: SignedFile[]
}

const statusFacts = (change: StatusInput, timeZone: string) => ({
  status: change.status,
  isInformed: change.isInformed,
  statusDate: toOffsetIso(change.statusDate, timeZone),
  ...(change.citizenText && { citizenText: change.citizenText }),
  attachments: change.files.map(attachment),
})

const attachment = (file: SignedFile): AttachmentFacts => ({
  fileId: file.id,
  storeUuid: file.storeUuid,
  docTypeId: file.docTypeId,
  mimeType: file.mimeType,
  hash: Buffer.from(file.streebog256).toString('base64'),
  transportName: file.transportName,
  size: Number(file.size),
  ...(file.signatures[0] && { signature: Buffer.from(file.signatures[0].cms).toString('base64') }),
})

const sender = (organisation: Pick<Organisation, 'inn' | 'kpp'>) => ({
  inn: organisation.inn,
  kpp: organisation.kpp,
})

export function createFacts(
  registration: Registration & { orderNumber: string },
  around: { organisation: Organisation; office: Office | null; targetCode: string },
  change: StatusInput,
): CreateFacts {
  const { organisation, office } = around
  return {
    version: 1,
    kind: 'CREATE',
    environment: organisation.smevEnvironment ?? env().SMEV_ENVIRONMENT,
    applicant: registration.applicant,
    sender: sender(organisation),
    serviceTargetCode: around.targetCode,
    region: registration.region,
    orderNumber: registration.orderNumber,
    requestDate: toOffsetIso(registration.requestDate, organisation.timeZone),
    office: {
      name: office?.name ?? organisation.name,
      ...(office?.address && { address: office.address }),
      ...(office?.frguCode && { frguCode: office.frguCode }),
      channel: registration.channel,
    },
    status: statusFacts(change, organisation.timeZone),
  }
}

export function updateFacts(
  application: { orderNumber: string; elkOrderNumber: bigint | null },
  organisation: Pick<Organisation, 'inn' | 'kpp' | 'timeZone' | 'smevEnvironment'>,
  change: StatusInput,
): UpdateFacts {
  const number = application.elkOrderNumber
  const byElk = env().SMEV_ADDRESS_BY === 'elkOrderNumber' && number !== null
  return {
    version: 1,
    kind: 'UPDATE',
    environment: organisation.smevEnvironment ?? env().SMEV_ENVIRONMENT,
    orderNumber: application.orderNumber,
    ...(byElk && { elkOrderNumber: String(number) }),
    addressBy: byElk ? 'elkOrderNumber' : 'orderNumber',
    sender: sender(organisation),
    status: statusFacts(change, organisation.timeZone),
  }
}
