'use server'

import { importKinds } from '@/app/import-kinds'
import { defineAction } from '@/lib/auth/define-action'
import { cancelImport } from '@/lib/imports/cancel-import'
import { chooseColumns } from '@/lib/imports/choose-columns'
import { confirmImport } from '@/lib/imports/confirm-import'
import { ChooseColumns, ImportId } from '@/lib/imports/schema'

const permission = 'imports.run'

export const chooseColumnsAction = defineAction(
  { name: 'import.columns', permission, input: ChooseColumns },
  (session, input) => chooseColumns(session, importKinds, input),
)
export const confirmImportAction = defineAction(
  { name: 'import.confirm', permission, input: ImportId },
  (session, input) => confirmImport(session, importKinds, input),
)
export const cancelImportAction = defineAction(
  { name: 'import.cancel', permission, input: ImportId },
  (session, input) => cancelImport(session, importKinds, input),
)
