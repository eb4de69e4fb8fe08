import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { listDirectory, listStatuses, listTemplates } from '@/lib/directories/list-directory'
import { directories, type TemplateEntry } from '@/lib/directories/schema'

export type ServiceChoices = {
  channels: { code: string; name: string }[]
  statuses: { number: number; name: string }[]
  templates: TemplateEntry[]
}

/** What a service's card offers: open channels and statuses, and those closed by now that the service still has. */
export const listServiceChoices = (session: Session, had: readonly number[]): Promise<ServiceChoices> =>
  inOrganisation(session, async (tx) => {
    const open = new Set((await listStatuses(tx)).map(({ number }) => number))
    const statuses = (await listStatuses(tx, 'all')).filter(
      ({ number }) => open.has(number) || had.includes(number),
    )
    const channels = await listDirectory(tx, directories.channel)
    return {
      channels: channels.map(({ code, name }) => ({ code, name })),
      statuses: statuses.map(({ number, name }) => ({ number, name })),
      templates: await listTemplates(tx),
    }
  })
