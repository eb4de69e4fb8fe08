import { z } from 'zod'
import { storable } from '@/lib/core/text'
import { isId } from '@/lib/core/ids'
import { deliveryFilters, sorts, states, tabs } from './filter-values'
import { applicantKinds } from './schema'

export { isFiltered, toQuery } from './filter-values'

/** URL ⇄ filter: the one parser for the page, the list, the counters. Names of people never stand in it (decision 27). */

const many = <T extends string>(values: readonly [T, ...T[]]) =>
  z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((given) => {
      const parts = (Array.isArray(given) ? given : given ? given.split(',') : []).map((part) => part.trim())
      return values.filter((value) => parts.includes(value))
    })
const one = <T extends string>(values: readonly [T, ...T[]], fallback: T) =>
  z.enum(values).catch(fallback).default(fallback)

export const Filters = z.object({
  /** A subordinate organisation; absent: the own one. */
  organisation: z.uuid().optional().catch(undefined),
  tab: one(tabs, 'all'),
  number: z.string().max(60).transform(storable).catch('').default(''),
  q: z.uuid().optional().catch(undefined),
  kind: many(applicantKinds),
  state: many(states),
  delivery: many(deliveryFilters),
  elkStatus: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((given) =>
      (Array.isArray(given) ? given : (given ?? '').split(','))
        .map((part) => part.trim())
        .filter((part) => /^-?\d{1,5}$/.test(part))
        .map(Number),
    ),
  sort: one(sorts, 'deadline'),
  direction: z.enum(['asc', 'desc']).optional().catch(undefined),
  after: z.uuid().optional().catch(undefined),
  ids: z
    .string()
    .max(2000)
    .transform((given) => given.split(',').filter(isId).slice(0, 50))
    .optional()
    .catch(undefined),
  page: z.coerce.number().int().min(2).max(100_000).optional().catch(undefined),
})
export type Filters = z.infer<typeof Filters>

export type SearchParams = Record<string, string | string[] | undefined>

export const parseFilters = (params: SearchParams): Filters => Filters.parse(params)
