import { z } from 'zod'
import { importKinds } from '@/app/import-kinds'
import { defineRoute } from '@/lib/auth/define-route'
import { notFound } from '@/lib/core/errors'
import { isId } from '@/lib/core/ids'
import { inWords } from '@/lib/i18n/translate'
import { writeFailedRows } from '@/lib/imports/write-failed-rows'
import { asWorkbook } from '@/app/api/as-workbook'

export const GET = defineRoute(
  { name: 'import.errors', permission: 'imports.run', input: z.object({ id: z.string() }) },
  async (session, { id }) => {
    if (!isId(id)) throw notFound()
    return asWorkbook(await writeFailedRows(session, importKinds, { importId: id }, inWords), 'errors.xlsx')
  },
)
