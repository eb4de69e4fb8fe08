import { z } from 'zod'
import { defineRoute } from '@/lib/auth/define-route'
import { notFound } from '@/lib/core/errors'
import { isId } from '@/lib/core/ids'
import { attachFile } from '@/lib/files/attach-file'

/** The body is the file; its name comes URI-encoded in a header, because names of people stand in file names, not in URLs. */
export const POST = defineRoute(
  { name: 'file.attach', permission: 'applications.write', input: z.object({ id: z.string() }) },
  (session, { id }, request) => {
    if (!isId(id)) throw notFound()
    return attachFile(session, {
      applicationId: id,
      name: decoded(request.headers.get('x-file-name')),
      body: request.body,
    })
  },
)

function decoded(name: string | null): string {
  try {
    return decodeURIComponent(name ?? '')
  } catch {
    return ''
  }
}
