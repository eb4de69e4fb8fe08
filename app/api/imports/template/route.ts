import { importKinds } from '@/app/import-kinds'
import { defineRoute } from '@/lib/auth/define-route'
import { inWords } from '@/lib/i18n/translate'
import { knownKind } from '@/lib/imports/known-kind'
import { KindName } from '@/lib/imports/schema'
import { writeTemplate } from '@/lib/imports/write-template'
import { asWorkbook } from '@/app/api/as-workbook'

export const GET = defineRoute(
  { name: 'import.template', permission: 'imports.run', input: KindName },
  async (session, { kind }) => {
    const known = knownKind(importKinds, session, kind)
    return asWorkbook(writeTemplate(known, inWords), `${known.name}.xlsx`)
  },
)
