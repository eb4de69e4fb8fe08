/** What the filters may say and how they are written into the URL: the part of filters.ts without the parser, for the browser. */

export const states = ['DRAFT', 'IN_WORK', 'GRANTED', 'REFUSED', 'CANCELLED'] as const
export const deliveryFilters = ['waiting', 'problem', 'impossible', 'accepted', 'none'] as const
export const tabs = ['all', 'mine', 'drafts', 'unsent', 'failed', 'overdue', 'ended'] as const
export const sorts = ['deadline', 'date', 'status', 'applicant', 'number'] as const

/** The direction each order has until another is chosen. */
export const firstDirections: Record<(typeof sorts)[number], 'asc' | 'desc'> = {
  deadline: 'asc',
  date: 'desc',
  status: 'desc',
  applicant: 'asc',
  number: 'desc',
}

/** The shortest URL that means the filters: what is as at first is left out. */
export function toQuery(filters: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    if ((name === 'tab' && value === 'all') || (name === 'sort' && value === 'deadline')) continue
    query.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = query.toString().replaceAll('%2C', ',')
  return text ? `?${text}` : ''
}

type Narrowing = {
  number: string
  q?: string
  kind: readonly unknown[]
  state: readonly unknown[]
  delivery: readonly unknown[]
  elkStatus: readonly unknown[]
}

/** How many values narrow the list beyond its tab. */
export const countFilters = (filters: Narrowing): number =>
  (filters.number ? 1 : 0) +
  (filters.q ? 1 : 0) +
  filters.kind.length +
  filters.state.length +
  filters.delivery.length +
  filters.elkStatus.length

export const isFiltered = (filters: Narrowing): boolean => countFilters(filters) > 0
