import { asWorkbook } from '@/app/api/as-workbook'
import { defineRoute } from '@/lib/auth/define-route'
import { writeXlsx } from '@/lib/imports/write-xlsx'
import { reportUsers } from '@/lib/users/report-users'
import { ReportPeriod } from '@/lib/users/schema'

export const GET = defineRoute(
  { name: 'user.report', permission: 'users.manage', input: ReportPeriod },
  async (session, input) =>
    asWorkbook(writeXlsx('Пользователи', await reportUsers(session, input)), 'users.xlsx'),
)
