import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Counts, type ImportLine } from './schema'

const MOST = 50

/** «Мои загрузки»: one's own, newest first. */
export async function listImports(session: Session): Promise<ImportLine[]> {
  const found = await inOrganisation(session, (tx) =>
    tx.import.findMany({
      where: { requestedById: session.userId },
      orderBy: { createdAt: 'desc' },
      take: MOST,
      select: { id: true, kind: true, state: true, fileName: true, createdAt: true, counts: true },
    }),
  )
  return found.map((one) => ({ ...one, counts: one.counts === null ? null : Counts.parse(one.counts) }))
}
