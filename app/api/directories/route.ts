import { z } from 'zod'
import { defineRoute } from '@/lib/auth/define-route'
import { listDirectories } from '@/lib/directories/list-directories'

export const GET = defineRoute(
  { name: 'directories.list', permission: 'directories.manage', input: z.object({}) },
  listDirectories,
)
