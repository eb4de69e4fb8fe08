import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Prisma, Tx } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import type { Application } from '@/lib/core/generated/prisma/client'
import { applicantName, applicantSearch } from './applicant'
import { ApplicationForm, type SaveDraft } from './schema'

export type Conflict = { version: number; changedBy: string; changedAt: string; form?: ApplicationForm }
/** What the second of two clerks at one form gets. */
export type FormConflict = Conflict & { form: ApplicationForm }

/**
 * The application that a form is about, locked until the transaction ends: found by its id, or by the key of the form
 * when a click is repeated, or made now with the next number. Says whether the key was used up before.
 */
export async function openDraft(
  tx: Tx,
  session: Session,
  input: SaveDraft,
): Promise<{ application: Application; fresh: boolean }> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${input.idempotencyKey}, 0))`
  const known = await tx.application.findFirst({
    where: input.id ? { id: input.id } : { idempotencyKey: input.idempotencyKey },
    select: { id: true },
  })
  if (known) {
    await tx.$queryRaw`SELECT id FROM applications WHERE id = ${known.id}::uuid FOR UPDATE`
    return { application: await tx.application.findUniqueOrThrow({ where: { id: known.id } }), fresh: false }
  }
  if (input.id) throw notFound()
  const at = now()
  const [numbered] = await tx.$queryRaw<
    { number: string }[]
  >`SELECT next_application_number(${session.organisationId}::uuid) AS number`
  const application = await tx.application.create({
    data: {
      organisationId: session.organisationId,
      number: numbered?.number ?? '',
      stateAt: at,
      idempotencyKey: input.idempotencyKey,
      createdById: session.userId,
      assigneeId: session.userId,
      updatedById: session.userId,
      createdAt: at,
      updatedAt: at,
      ...formColumns(input.form),
    },
  })
  return { application, fresh: true }
}

export const formColumns = (form: ApplicationForm) => ({
  form,
  applicantKind: form.kind,
  applicantName: applicantName(form).slice(0, 500),
  applicantSearch: applicantSearch(form),
})

/** The second of two clerks gets both versions and loses neither (decision 36); what she changed is a form, where one is given. */
export async function requireVersion(
  tx: Tx,
  application: Pick<Application, 'version' | 'updatedById' | 'updatedAt'>,
  version: number | undefined,
  form?: Prisma.JsonValue,
): Promise<void> {
  if (version === application.version) return
  const changer = await tx.user.findUnique({
    where: { id: application.updatedById },
    select: { lastName: true, firstName: true, middleName: true },
  })
  const theirs: Conflict = {
    version: application.version,
    changedBy: changer
      ? [changer.lastName, changer.firstName, changer.middleName].filter(Boolean).join(' ')
      : '—',
    changedAt: application.updatedAt.toISOString(),
    ...(form !== undefined && { form: ApplicationForm.parse(form) }),
  }
  throw new Refusal('CONFLICT', 'applications.conflict', { values: { who: theirs.changedBy }, data: theirs })
}
