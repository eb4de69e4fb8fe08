import { z } from 'zod'
import { defineRoute } from '@/lib/auth/define-route'
import { listNotifications } from '@/lib/notifications/list-notifications'

export const GET = defineRoute(
  { name: 'notifications.list', permission: 'notifications.read', input: z.object({}) },
  listNotifications,
)
