import { lookAtColumnKeys } from '@/lib/core/judge-column-keys'
import { log } from '@/lib/core/logger'

let told: string | undefined

/** Keys that came, went or were changed since this process started: taken up, or told once. Returns what is wrong. */
export async function watchColumnKeys(
  known: Parameters<typeof lookAtColumnKeys>[0],
): Promise<string | undefined> {
  const trouble = await lookAtColumnKeys(known)
  if (trouble && trouble !== told) log.error('columns.keys', { message: trouble })
  if (told && !trouble) log.info('columns.keys', { message: 'The keys are right again.' })
  return (told = trouble)
}
