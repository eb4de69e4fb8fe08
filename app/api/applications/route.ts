import { Filters } from '@/lib/applications/filters'
import { listApplications } from '@/lib/applications/list-applications'
import { defineRoute } from '@/lib/auth/define-route'

export const GET = defineRoute(
  { name: 'applications.list', permission: 'applications.read', input: Filters },
  listApplications,
)
