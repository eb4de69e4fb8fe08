import { Readable } from 'node:stream'
import { z } from 'zod'
import { asWorkbook } from '@/app/api/as-workbook'
import { defineRoute } from '@/lib/auth/define-route'
import { exportServices } from '@/lib/catalogue/export-services'
import { translate } from '@/lib/i18n/translate'

export const GET = defineRoute(
  {
    name: 'services.export',
    permission: 'services.manage',
    input: z.object({ format: z.enum(['xlsx', 'csv']).catch('xlsx') }),
  },
  async (session, input) => {
    const stream = await exportServices(session, input, translate('catalogue.title'))
    return input.format === 'xlsx' ? asWorkbook(stream, 'services.xlsx') : asCsv(stream)
  },
)

const asCsv = (stream: Readable) =>
  new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="services.csv"',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
