import type { Session } from '@/lib/auth/session'
import { listServices, type ServiceChoice } from '@/lib/catalogue/list-services'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { listDirectory, listDocuments } from '@/lib/directories/list-directory'
import { directories, type DocumentEntry, type Entry } from '@/lib/directories/schema'
import type { CheckContext } from './registration'

/** What the form offers, by name; the same lists judge what comes back. */
export type FormOptions = {
  services: ServiceChoice[]
  channels: Entry[]
  citizenships: Entry[]
  documents: DocumentEntry[]
  offices: { id: string; name: string; oktmo: string }[]
  timeZone: string
  environment: Session['environment']
}

export async function formOptions(tx: Tx, session: Session): Promise<FormOptions> {
  const services = await listServices(tx)
  const channels = await listDirectory(tx, directories.channel)
  const citizenships = await listDirectory(tx, directories.citizenship)
  const documents = await listDocuments(tx)
  const offices = await tx.office.findMany({
    where: { closedAt: null },
    select: { id: true, name: true, oktmo: true },
    orderBy: { name: 'asc' },
  })
  return {
    services,
    channels,
    citizenships,
    documents,
    offices,
    timeZone: session.timeZone,
    environment: session.environment,
  }
}

export function checkContext(options: FormOptions): CheckContext {
  const codes = (entries: Entry[]) => entries.map((entry) => entry.code)
  return {
    now: now(),
    timeZone: options.timeZone,
    environment: options.environment,
    services: options.services,
    channels: codes(options.channels),
    citizenships: codes(options.citizenships),
    documents: options.documents,
    offices: options.offices.map((office) => office.id),
  }
}
