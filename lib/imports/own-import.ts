import type { Session } from '@/lib/auth/session'
import type { Tx } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { ImportKind } from './kind'
import { knownKind } from './known-kind'

/** An import of one's own, with its kind; a colleague's rows are nobody else's business. @throws Refusal */
export async function ownImport(tx: Tx, session: Session, kinds: readonly ImportKind[], importId: string) {
  const found = await tx.import.findFirst({ where: { id: importId, requestedById: session.userId } })
  if (!found) throw notFound()
  return { found, kind: knownKind(kinds, session, found.kind) }
}
