import { Readable } from 'node:stream'
import { z } from 'zod'
import { defineRoute } from '@/lib/auth/define-route'
import { notFound } from '@/lib/core/errors'
import { isId } from '@/lib/core/ids'
import { getFile } from '@/lib/files/get-file'
import { openFile } from '@/lib/files/store'

export const GET = defineRoute(
  {
    name: 'file.download',
    permission: 'applications.read',
    input: z.object({ fileId: z.string(), organisation: z.uuid().optional() }),
  },
  async (session, input) => {
    if (!isId(input.fileId)) throw notFound()
    const file = await getFile(session, input)
    return new Response(Readable.toWeb(openFile(file.sha256)) as ReadableStream, {
      headers: {
        'Content-Type': file.mimeType,
        'Content-Length': String(file.size),
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        'Cache-Control': 'no-store',
      },
    })
  },
)
