import { z } from 'zod'
import { getApplication } from '@/lib/applications/get-application'
import { defineRoute } from '@/lib/auth/define-route'

export const GET = defineRoute(
  { name: 'application.card', permission: 'applications.read', input: z.object({ id: z.string() }) },
  getApplication,
)
