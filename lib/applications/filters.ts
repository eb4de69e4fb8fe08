import { z } from 'zod'
import { applicantKinds } from './schema'

/** URL ⇄ filter: the one parser for the page, the list, the counters. Names of people never stand in it (decision 27). */

export const states = ['DRAFT', 'IN_WORK', 'GRANTED', 'REFUSED', 'CANCELLED'] as const
export const deliveryFilters = ['waiting', 'problem', 'accepted', 'none'] as const
export const tabs = ['all', 'mine', 'drafts', 'unsent', 'failed', 'overdue', 'ended'] as const
export const sorts = ['deadline', 'date', 'status', 'applicant', 'number'] as const

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
  tab: one(tabs, 'all'),
  number: z.string().max(60).catch('').default(''),
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
  after: z.string().max(600).optional().catch(undefined),
})
export type Filters = z.infer<typeof Filters>

export type SearchParams = Record<string, string | string[] | undefined>

export const parseFilters = (params: SearchParams): Filters => Filters.parse(params)

/** The shortest URL that means the filters: what is as at first is left out. */
export function toQuery(filters: Partial<Filters>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    if ((name === 'tab' && value === 'all') || (name === 'sort' && value === 'deadline')) continue
    query.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = query.toString().replaceAll('%2C', ',')
  return text ? `?${text}` : ''
}

export const isFiltered = (filters: Filters): boolean =>
  Boolean(
    filters.number ||
    filters.q ||
    filters.kind.length ||
    filters.state.length ||
    filters.delivery.length ||
    filters.elkStatus.length,
  )
