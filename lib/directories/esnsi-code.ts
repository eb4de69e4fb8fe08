import { env } from '@/lib/core/env'
import { directories } from './schema'

/** The codes that are known; of the others only the numbers are (protocol.md §3). */
const known: Record<number, string> = {
  [directories.status]: 'ELK_STATUS',
  [directories.sender]: 'ORGANIZATIONS_SENDERS',
}

/** The code by which ЕСНСИ is asked for a directory: as the settings say, as known, or its number. */
export function esnsiCode(directory: number): string {
  const set = env()
    .SMEV_CNSI_CODES.split(',')
    .map((pair) => pair.split('='))
    .find(([number]) => number === String(directory))
  return set?.[1] ?? known[directory] ?? String(directory)
}
