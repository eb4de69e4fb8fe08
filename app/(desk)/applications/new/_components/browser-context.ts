import type { OpenForm } from '@/lib/applications/get-form'
import type { CheckContext } from '@/lib/applications/registration'

/** What the check needs, as the server would know it now: its moment at opening and the time that has passed since. */
export function browserContext(open: OpenForm): () => CheckContext {
  const began = performance.now()
  const at = Date.parse(open.now)
  const { options } = open
  const lists = {
    timeZone: options.timeZone,
    environment: options.environment,
    services: options.services,
    channels: options.channels.map((entry) => entry.code),
    citizenships: options.citizenships.map((entry) => entry.code),
    documents: options.documents,
    offices: options.offices.map((office) => office.id),
  }
  return () => ({ ...lists, now: new Date(at + performance.now() - began) })
}
