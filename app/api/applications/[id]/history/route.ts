import { z } from 'zod'
import { listHistory } from '@/lib/applications/list-history'
import { defineRoute } from '@/lib/auth/define-route'

export const GET = defineRoute(
  { name: 'application.history', permission: 'applications.read', input: z.object({ id: z.string() }) },
  listHistory,
)
