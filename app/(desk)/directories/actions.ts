'use server'

import { defineAction } from '@/lib/auth/define-action'
import { applyImport } from '@/lib/directories/apply-import'
import { cancelImport } from '@/lib/directories/cancel-import'
import { requestImports } from '@/lib/directories/request-imports'
import { returnVersion } from '@/lib/directories/return-version'
import { ApplyImport, CancelImport, RequestImports } from '@/lib/directories/schema'

const permission = 'directories.manage'

export const requestImportsAction = defineAction(
  { name: 'directory.request', permission, input: RequestImports },
  requestImports,
)
export const applyImportAction = defineAction(
  { name: 'directory.apply', permission, input: ApplyImport },
  applyImport,
)
export const cancelImportAction = defineAction(
  { name: 'directory.cancel', permission, input: CancelImport },
  cancelImport,
)
export const returnVersionAction = defineAction(
  { name: 'directory.return', permission, input: CancelImport },
  returnVersion,
)
