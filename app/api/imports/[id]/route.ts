import { z } from 'zod'
import { importKinds } from '@/app/import-kinds'
import { defineRoute } from '@/lib/auth/define-route'
import { notFound } from '@/lib/core/errors'
import { isId } from '@/lib/core/ids'
import { getImport } from '@/lib/imports/get-import'

export const GET = defineRoute(
  { name: 'import.read', permission: 'imports.run', input: z.object({ id: z.string() }) },
  (session, { id }) => {
    if (!isId(id)) throw notFound()
    return getImport(session, importKinds, { importId: id })
  },
)
