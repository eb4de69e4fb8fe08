import { z } from 'zod'
import { asWorkbook } from '@/app/api/as-workbook'
import { defineRoute } from '@/lib/auth/define-route'
import { writeXlsx } from '@/lib/imports/write-xlsx'
import { reportUsers } from '@/lib/users/report-users'

export const GET = defineRoute(
  { name: 'user.report', permission: 'users.manage', input: z.object({}) },
  async (session) => asWorkbook(writeXlsx('Пользователи', await reportUsers(session)), 'users.xlsx'),
)
