import { recordAudit } from '@/lib/audit/record-audit'
import { hashPassword } from '@/lib/auth/sign-in'
import { demandProof } from '@/lib/auth/demand-proof'
import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { snilsForms } from '@/lib/core/seal-value'
import { maskSnils } from '@/lib/identifiers/snils'
import { say } from '@/lib/core/message'
import { changesBetween } from '@/lib/audit/changes'
import { readUser, type UserCard } from './get-user'
import { keepAnAdministrator } from './keep-an-administrator'
import { firstPassword } from './first-password'
import { userFields, type SaveUser } from './schema'
import { freeLogin } from './suggest-login'
import { demandCard } from './system-card'

/** The password is told once, to the administrator who made the user; null when nobody was made. */
export type SavedUser = { id: string; password: string | null }

/** «Сохранить» of «Создание пользователя» and «Редактирование пользователя» (U04–U08, A05, A07). */
export async function saveUser(session: Session, input: SaveUser): Promise<SavedUser> {
  const password = input.version === undefined ? firstPassword() : null
  const passwordHash = password && (await hashPassword(password))
  const saving = inOrganisation(session, async (tx) => {
    await officeIsOurs(tx, input.officeId)
    const before = await tx.user.findUnique({ where: { id: input.id }, select: { id: true } })
    if (passwordHash === null) return update(tx, session, input)
    if (before) return { id: before.id, password: null } // the same press once more
    demandProof(session)
    await refuseWrong(tx, session, input)
    await tx.user.create({
      data: {
        id: input.id,
        organisationId: session.organisationId,
        passwordHash,
        mustChangePassword: true,
        ...columns(input),
      },
      select: { id: true },
    })
    await audit(
      tx,
      session,
      input,
      'user.create',
      changesBetween<UserColumns>({}, columns(input), userFields),
    )
    return { id: input.id, password }
  })
  return saving.catch((error: unknown) => {
    // Taken between our look and our writing.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw new Refusal('CONFLICT', 'users.takenMeanwhile')
    throw error
  })
}

async function update(tx: Tx, session: Session, input: SaveUser): Promise<SavedUser> {
  const before = await readUser(tx, input.id)
  demandCard(session, before.roles, 'change')
  if (before.version !== input.version) throw conflict(before)
  // A number that stands is not asked about: the person may work in several organisations.
  await refuseWrong(
    tx,
    session,
    { ...input, snils: input.snils === before.snils ? null : input.snils },
    before,
  )
  if (before.roles.includes('ADMINISTRATOR') && !input.roles.includes('ADMINISTRATOR') && !before.disabledAt)
    await keepAnAdministrator(tx, session.organisationId, input.id)
  // A system administrator's own role is not among those of the form: it stays as it is.
  const roles = before.roles.includes('SYSTEM_ADMINISTRATOR')
    ? [...input.roles, 'SYSTEM_ADMINISTRATOR' as const]
    : input.roles
  const data = { ...columns(input), roles }
  const changes = changesBetween<UserColumns>(before, data, userFields)
  if (Object.keys(changes).length === 0) return { id: input.id, password: null }
  if (opensAWayIn(before, input)) demandProof(session)
  const { count } = await tx.user.updateMany({
    where: { id: input.id, version: before.version },
    data: { ...data, version: { increment: 1 } },
  })
  if (count === 0) throw conflict(await readUser(tx, input.id))
  await audit(tx, session, input, 'user.update', changes)
  return { id: input.id, password: null }
}

/** By what a person is known when they sign in, and the role that gives all others. */
const opensAWayIn = (before: UserCard, input: SaveUser) =>
  input.login !== before.login ||
  input.snils !== before.snils ||
  (input.roles.includes('ADMINISTRATOR') && !before.roles.includes('ADMINISTRATOR'))

type UserColumns = Pick<UserCard, (typeof userFields)[number]>
function columns({
  login,
  lastName,
  firstName,
  middleName,
  position,
  snils,
  email,
  officeId,
  roles,
  elkModule,
}: SaveUser) {
  return { login, lastName, firstName, middleName, position, snils, email, officeId, roles, elkModule }
}

/**
 * All that is wrong at once: the two errors that the training material knows, with their exact words and their remedies (U07, U08),
 * and no role: whoever has none sees nothing, and would have no page to choose a password on.
 */
async function refuseWrong(tx: Tx, session: Session, input: SaveUser, before?: UserCard): Promise<void> {
  const [taken] = await tx.$queryRaw<{ login: boolean; snils: 'here' | 'elsewhere' | null }[]>`
    SELECT login_is_taken(${input.login}, ${input.id}::uuid) AS login,
      (SELECT taken FROM unnest(${input.snils ? snilsForms(input.snils) : []}::text[]) form, snils_is_taken(form, ${input.id}::uuid) taken
       WHERE taken IS NOT NULL ORDER BY taken = 'here' DESC LIMIT 1) AS snils`
  const fieldErrors: Record<string, string> = {}
  const adds = input.elsewhere && can(session, 'organisations.all')
  if (taken?.login)
    fieldErrors.login = say('users.error.loginTaken', { free: await freeLogin(tx, input.login, input.id) })
  if (taken?.snils && !(taken.snils === 'elsewhere' && adds))
    fieldErrors.snils = `users.error.snilsTaken.${taken.snils}`
  if (input.roles.length === 0 && !before?.roles.includes('SYSTEM_ADMINISTRATOR'))
    fieldErrors.roles = 'users.error.noRole'
  if (Object.keys(fieldErrors).length > 0) throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors })
}

async function officeIsOurs(tx: Tx, officeId: string | null): Promise<void> {
  if (!officeId) return
  const office = await tx.office.findUnique({ where: { id: officeId }, select: { id: true } })
  if (!office)
    throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors: { officeId: 'users.error.office' } })
}

/** Their card, the СНИЛС masked: nobody has opened it. */
const conflict = (theirs: UserCard) =>
  new Refusal('CONFLICT', 'users.conflict', {
    data: { ...theirs, snils: theirs.snils && maskSnils(theirs.snils) },
  })

const audit = (tx: Tx, session: Session, input: SaveUser, action: string, changes: object) =>
  recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action,
    subjectType: 'user',
    subjectId: input.id,
    details: { changes },
    ip: session.ip,
  })
