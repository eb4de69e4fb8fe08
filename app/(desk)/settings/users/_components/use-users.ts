'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { UsersPage } from '@/lib/users/list-users'
import { noFilters, type UserFilters } from '@/lib/users/schema'
import { listUsersAction } from '../actions'

// What was asked for last, for the way back from a card. In memory only: it names people.
const asked = new Map<string, UserFilters>()

/** The list of people beside a card: it stays while the next one is looked for. */
export function useUsers(first: UsersPage, organisationId: string | undefined) {
  const [filters, setFilters] = useState(asked.get(organisationId ?? '') ?? noFilters)
  const found = useQuery<UsersPage>({
    queryKey: ['users', organisationId, filters],
    queryFn: async () => {
      const answer = await listUsersAction({ ...filters, organisationId })
      if (!answer.ok) throw new Error(answer.message)
      return answer.data
    },
    ...(filters === noFilters && !organisationId && { initialData: first }),
    placeholderData: keepPreviousData,
  })
  const keep = (next: UserFilters) => {
    asked.set(organisationId ?? '', next)
    setFilters(next)
  }
  return {
    filters,
    change: (part: Partial<UserFilters>) => keep({ ...filters, page: 1, ...part }),
    reset: () => keep(noFilters),
    page: found.data ?? first,
    looking: found.isFetching && found.isPlaceholderData,
    failed: found.isError,
  }
}
