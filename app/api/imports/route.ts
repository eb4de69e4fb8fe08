import { defineRoute } from '@/lib/auth/define-route'
import { importKinds } from '@/app/import-kinds'
import { knownKind } from '@/lib/imports/known-kind'
import { receiveImport } from '@/lib/imports/receive-import'
import { KindName } from '@/lib/imports/schema'

/** The body is the table; its name comes URI-encoded in a header: names of people may stand in it. */
export const POST = defineRoute(
  { name: 'import.upload', permission: 'imports.run', input: KindName },
  (session, { kind }, request) =>
    receiveImport(session, knownKind(importKinds, session, kind), {
      name: decoded(request.headers.get('x-file-name')),
      body: request.body,
    }),
)

function decoded(name: string | null): string {
  try {
    return decodeURIComponent(name ?? '')
  } catch {
    return ''
  }
}
