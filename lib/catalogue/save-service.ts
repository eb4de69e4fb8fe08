import { isDeepStrictEqual } from 'node:util'
import { textProblem } from '@/lib/directories/citizen-text'
import { changesBetween } from '@/lib/audit/changes'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { say } from '@/lib/core/message'
import { listDirectory, listTemplates } from '@/lib/directories/list-directory'
import { directories } from '@/lib/directories/schema'
import { readService, type ServiceCard } from './get-service'
import type { SaveService } from './schema'
import { tkuProblem } from './tku-state'

const kept = [
  'name',
  'level',
  'eserviceCode',
  'codeOrigin',
  'targetCode',
  'onEpgu',
  'stateStructureCode',
  'allowedApplicants',
  'defaultChannel',
  'termWorkingDays',
  'allowedStatuses',
  'statusComments',
  'citizenTexts',
  'resultName',
  'tkuState',
  'testSince',
  'productionSince',
] as const

type FieldErrors = Record<string, string>

/** «Сохранить» of a service's card: all that is wrong at once, and who else's the code or the ТКУ is (C02, C03, C06, C07). */
export async function saveService(session: Session, input: SaveService): Promise<{ id: string }> {
  try {
    return await inOrganisation(session, (tx) => save(tx, session, input))
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error
    // Somebody saved the same code or ТКУ at the same moment: now it is seen whose it is.
    await inOrganisation(session, async (tx) => refuse(await findTaken(tx, input)))
    throw new Refusal('CONFLICT', 'catalogue.conflict')
  }
}

async function save(tx: Tx, session: Session, input: SaveService): Promise<{ id: string }> {
  const { id, version, ...form } = input
  const before = version === undefined ? null : await readService(tx, id)
  if (!before && (await tx.service.findUnique({ where: { id }, select: { id: true } }))) return { id } // the same press once more
  if (before && before.version !== version) throw conflict(before)
  refuse({ ...(await findWrong(tx, before, input)), ...(await findTaken(tx, input)) })
  const changes = changesBetween<SaveService>(before ?? {}, input, kept)
  if (Object.keys(changes).length === 0) return { id }
  const data = { ...form, testSince: date(form.testSince), productionSince: date(form.productionSince) }
  if (before) {
    const { count } = await tx.service.updateMany({
      where: { id, version },
      data: { ...data, version: { increment: 1 } },
    })
    if (count === 0) throw conflict(await readService(tx, id))
  } else
    await tx.service.create({
      data: { ...data, id, organisationId: session.organisationId },
      select: { id: true },
    })
  await recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action: before ? 'service.update' : 'service.create',
    subjectType: 'service',
    subjectId: id,
    details: { changes },
    ip: session.ip,
  })
  return { id }
}

/** What can be judged only against the directories and the card as it is. */
async function findWrong(tx: Tx, before: ServiceCard | null, input: SaveService): Promise<FieldErrors> {
  const wrong: FieldErrors = {}
  const problem = tkuProblem(before?.tkuState ?? null, input.tkuState, input.targetCode !== null)
  if (problem) wrong.tkuState = `catalogue.error.state.${problem}`
  const known = async (directory: number) =>
    new Set((await listDirectory(tx, directory)).map(({ code }) => code))
  const { defaultChannel } = input
  if (defaultChannel !== null && defaultChannel !== before?.defaultChannel)
    if (!(await known(directories.channel)).has(String(defaultChannel)))
      wrong.defaultChannel = 'catalogue.error.channel'
  const fresh = input.allowedStatuses.filter((status) => !before?.allowedStatuses.includes(status))
  const statuses = fresh.length > 0 ? await known(directories.status) : new Set<string>()
  if (fresh.some((status) => !statuses.has(String(status)))) wrong.allowedStatuses = 'catalogue.error.status'
  if (before && before.eserviceCode !== input.eserviceCode) {
    const count = await tx.application.count({ where: { serviceId: before.id } })
    if (count > 0) wrong.eserviceCode = say('catalogue.error.codeUsed', { count })
  }
  const templates = await listTemplates(tx)
  for (const [status, text] of Object.entries(input.citizenTexts)) {
    const problem = isDeepStrictEqual(text, before?.citizenTexts[status])
      ? null
      : textProblem(text, templates)
    if (problem) wrong.citizenTexts = problem
  }
  return wrong
}

async function findTaken(tx: Tx, { id, eserviceCode, targetCode }: SaveService): Promise<FieldErrors> {
  const holders = await tx.service.findMany({
    where: { id: { not: id }, OR: [{ eserviceCode }, ...(targetCode ? [{ targetCode }] : [])] },
    select: { id: true, name: true, eserviceCode: true, targetCode: true },
  })
  const fieldErrors: FieldErrors = {}
  for (const holder of holders) {
    const values = { name: holder.name, id: holder.id }
    if (holder.eserviceCode === eserviceCode)
      fieldErrors.eserviceCode = say('catalogue.error.codeTaken', values)
    if (targetCode && holder.targetCode === targetCode)
      fieldErrors.targetCode = say('catalogue.error.targetTaken', values)
  }
  return fieldErrors
}

function refuse(fieldErrors: FieldErrors): void {
  if (Object.keys(fieldErrors).length > 0) throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors })
}

const date = (day: string | null) => (day ? new Date(day) : null)
const conflict = (theirs: ServiceCard) => new Refusal('CONFLICT', 'catalogue.conflict', { data: theirs })
