import type { Session } from '@/lib/auth/session'
import type { Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'

const MOST = 5

/** Each undecided import keeps a file and rows of the whole table: a person has a few at once. @throws Refusal */
export async function requireFew(tx: Tx, session: Session): Promise<void> {
  // One after the other: ten at once are counted too.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(7269005, hashtext(${session.userId}))`
  const open = await tx.import.findMany({
    where: {
      requestedById: session.userId,
      state: { notIn: ['DONE', 'FAILED', 'CANCELLED'] },
      destroyedAt: null,
    },
    select: { fileName: true },
    orderBy: { createdAt: 'asc' },
    take: MOST,
  })
  const [oldest] = open
  if (oldest && open.length >= MOST)
    throw new Refusal('LIMIT', 'imports.tooMany', { values: { most: MOST, name: oldest.fileName } })
}
