import { recordAudit } from '@/lib/audit/record-audit'
import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { changesBetween } from '@/lib/audit/changes'
import { readOrganisation, type OrganisationCard } from './get-organisation'
import type { SaveOrganisation } from './schema'
import { setDriver } from './set-driver'

const kept = [
  'name',
  'shortName',
  'cabinetName',
  'declinedName',
  'supervisoryName',
  'orgType',
  'code',
  'parentId',
  'inn',
  'kpp',
  'ogrn',
  'okato',
  'oktmo',
  'blocked',
  'oversees',
  'timeZone',
  'mnemonic',
  'contactName',
  'contactPhone',
  'smevDriver',
  'smevEnvironment',
] as const
type Columns = Pick<OrganisationCard, (typeof kept)[number]>

/** «Сохранить» of the organisation's card (A08). Its place among others is the system administrator's to decide. */
export async function saveOrganisation(session: Session, input: SaveOrganisation): Promise<{ id: string }> {
  const everywhere = can(session, 'organisations.all')
  const own = input.id === session.organisationId
  if (!everywhere && (!own || input.version === undefined))
    throw new Refusal('FORBIDDEN', 'refusal.forbidden')
  // The history of an organisation is its own: a system administrator writes it there.
  const inside =
    everywhere && input.version !== undefined ? { ...session, organisationId: input.id } : session
  return inOrganisation(inside, async (tx) => {
    await codeIsFree(tx, input)
    const { id, version, ...fields } = input
    if (version === undefined) return create(tx, session, id, fields)
    const before = await readOrganisation(tx, id)
    if (before.version !== version) throw conflict(before)
    const { code, parentId, blocked, oversees } = before
    const placed = everywhere ? {} : { code, parentId, blocked, oversees }
    const data: Columns = { ...fields, ...placed }
    await noCircle(tx, id, data.parentId)
    const changes = changesBetween<Columns>(before, data, kept)
    if (Object.keys(changes).length === 0) return { id }
    if (changes.smevDriver)
      await setDriver(tx, { code: before.code, driver: data.smevDriver, userId: session.userId })
    const { count } = await tx.organisation.updateMany({
      where: { id, version },
      data: { ...data, version: { increment: 1 } },
    })
    if (count === 0) throw conflict(await readOrganisation(tx, id))
    await audit(tx, inside, id, 'organisation.update', changes)
    return { id }
  })
}

async function create(tx: Tx, session: Session, id: string, data: Columns): Promise<{ id: string }> {
  if (await tx.organisation.findUnique({ where: { id }, select: { id: true } })) return { id } // the same press once more
  await noCircle(tx, id, data.parentId)
  await tx.organisation.create({ data: { id, ...data }, select: { id: true } })
  await tx.$executeRaw`SELECT enter_organisation(${id}::uuid, ${session.userId}::uuid)`
  await audit(
    tx,
    { ...session, organisationId: id },
    id,
    'organisation.create',
    changesBetween<Columns>({}, data, kept),
  )
  return { id }
}

async function codeIsFree(tx: Tx, { id, code, inn, kpp }: SaveOrganisation): Promise<void> {
  const [taken] = await tx.$queryRaw<{ code: boolean; key: boolean }[]>`
    SELECT organisation_code_is_taken(${code}, ${id}::uuid) AS code, organisation_key_is_taken(${inn}, ${kpp}, ${id}::uuid) AS key`
  const fieldErrors: Record<string, string> = {}
  if (taken?.code) fieldErrors.code = 'organisations.error.codeTaken'
  if (taken?.key) fieldErrors.kpp = 'organisations.error.keyTaken'
  if (Object.keys(fieldErrors).length > 0) throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors })
}

/** Nobody stands above themselves, at any distance. */
async function noCircle(tx: Tx, id: string, parentId: string | null): Promise<void> {
  for (let above = parentId, steps = 0; above && steps < 50; steps += 1) {
    if (above === id)
      throw new Refusal('INVALID', 'refusal.invalid', {
        fieldErrors: { parentId: 'organisations.error.circle' },
      })
    above =
      (await tx.organisation.findUnique({ where: { id: above }, select: { parentId: true } }))?.parentId ??
      null
  }
}

const conflict = (theirs: OrganisationCard) =>
  new Refusal('CONFLICT', 'organisations.conflict', { data: theirs })

/** «История» of an organisation is its own, whoever wrote it. */
const audit = (tx: Tx, session: Session, id: string, action: string, changes: object) =>
  recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action,
    subjectType: 'organisation',
    subjectId: id,
    details: { changes },
    ip: session.ip,
  })
