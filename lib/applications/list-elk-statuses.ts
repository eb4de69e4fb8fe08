import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { listStatuses } from '@/lib/directories/list-directory'

export type ElkStatusName = { number: number; name: string }

/** The statuses of the citizen's account by name, for the filter «Статус в ЛК». */
export async function listElkStatuses(session: Session): Promise<ElkStatusName[]> {
  return inOrganisation(session, async (tx) =>
    (await listStatuses(tx)).map(({ number, name }) => ({ number, name })),
  )
}
