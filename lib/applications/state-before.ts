import { z } from 'zod'
import type { Application } from '@/lib/core/generated/prisma/client'

const moment = z.iso.datetime().transform((text) => new Date(text))

/** What a change of the status overwrites of its application, kept with the change as long as it may be taken back. */
export const StateBefore = z.object({
  state: z.enum(['IN_WORK', 'GRANTED', 'REFUSED', 'CANCELLED']),
  stateAt: moment,
  serviceTermAt: moment.nullable(),
})

export const stateBefore = ({
  state,
  stateAt,
  serviceTermAt,
}: Pick<Application, 'state' | 'stateAt' | 'serviceTermAt'>) => ({
  state,
  stateAt: stateAt.toISOString(),
  serviceTermAt: serviceTermAt?.toISOString() ?? null,
})
