import { countApplications } from '@/lib/applications/count-applications'
import { Filters } from '@/lib/applications/filters'
import { defineRoute } from '@/lib/auth/define-route'

export const GET = defineRoute(
  { name: 'applications.count', permission: 'applications.read', input: Filters },
  countApplications,
)
