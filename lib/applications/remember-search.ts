import { z } from 'zod'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'

export const RememberSearch = z.object({
  text: z
    .string()
    .transform((text) => text.replaceAll('\u0000', '').toWellFormed().trim())
    .pipe(z.string().min(1).max(200)),
})

/** Keeps what was typed into «Заявитель» and gives an id for the URL: names and СНИЛС never stand in it (decision 27). */
export async function rememberSearch(
  session: Session,
  input: z.output<typeof RememberSearch>,
): Promise<{ id: string }> {
  return inOrganisation(session, (tx) =>
    tx.searchTerm.create({
      data: {
        organisationId: session.organisationId,
        userId: session.userId,
        text: input.text,
        createdAt: now(),
      },
      select: { id: true },
    }),
  )
}

/** The text behind an id, for the field that shows it. */
export async function findSearch(session: Session, id: string | undefined): Promise<string> {
  if (!id) return ''
  return inOrganisation(
    session,
    async (tx) => (await tx.searchTerm.findUnique({ where: { id }, select: { text: true } }))?.text ?? '',
  )
}
