import type { ApplicationState } from '@/lib/core/generated/prisma/enums'
import type { StatusEntry } from '@/lib/directories/schema'

/** The state machine of an application. The directory 7212 says which statuses there are, the service which of them it uses. */
export const FIRST_STATUS = 6 // «Заявление принято», ЕСНСИ 7212

const ends: Record<StatusEntry['class'], ApplicationState> = {
  intake: 'IN_WORK',
  progress: 'IN_WORK',
  pause: 'IN_WORK',
  granted: 'GRANTED',
  refused: 'REFUSED',
  cancelled: 'CANCELLED',
}

export const stateAfter = (status: StatusEntry): ApplicationState => ends[status.class]

export const isFinal = (state: ApplicationState): boolean => state !== 'DRAFT' && state !== 'IN_WORK'

/** Statuses that may follow: any progress, an end once, an intake only while intake lasts; after an end none. */
export function nextStatuses(
  application: { state: ApplicationState; elkStatus: number | null },
  directory: StatusEntry[],
  allowedByService: number[],
): StatusEntry[] {
  if (application.state !== 'IN_WORK') return []
  const current = directory.find((entry) => entry.number === application.elkStatus)
  return directory.filter((entry) => {
    if (allowedByService.length > 0 && !allowedByService.includes(entry.number)) return false
    if (entry.class === 'intake') return current?.class === 'intake' && entry.number !== current.number
    return true
  })
}

export const needsReason = (status: StatusEntry): boolean =>
  status.class === 'refused' || status.class === 'cancelled'
export const needsResult = (status: StatusEntry): boolean => status.class === 'granted'
export const takesFiles = (status: StatusEntry): boolean => status.files !== 'none'
