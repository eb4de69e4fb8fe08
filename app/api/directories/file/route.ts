import { defineRoute } from '@/lib/auth/define-route'
import { receiveFile } from '@/lib/directories/receive-file'
import { DirectoryFile } from '@/lib/directories/schema'

/** The body is the file; its name comes URI-encoded in a header. */
export const POST = defineRoute(
  { name: 'directory.file', permission: 'directories.manage', input: DirectoryFile },
  (session, { directory }, request) =>
    receiveFile(session, {
      directory,
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
