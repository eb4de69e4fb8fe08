import { z } from 'zod'
import { defineRoute } from '@/lib/auth/define-route'
import { getSessionEnd } from '@/lib/users/get-session-end'

/** When the session of this request ends. Asked with `x-refresh: 1` it does not prolong it, without it does. */
export const GET = defineRoute(
  { name: 'session.state', permission: 'account.own', input: z.object({}) },
  getSessionEnd,
)
