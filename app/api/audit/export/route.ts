import { eventsAsCsv } from '@/app/(desk)/settings/audit/csv'
import { exportEvents } from '@/lib/audit/export-events'
import { AuditFilter } from '@/lib/audit/filters'
import { defineRoute } from '@/lib/auth/define-route'

export const GET = defineRoute(
  { name: 'audit.export', permission: 'audit.read', input: AuditFilter },
  async (session, filter) =>
    new Response(eventsAsCsv(await exportEvents(session, filter), session.timeZone), {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="journal.csv"',
        'Cache-Control': 'no-store',
      },
    }),
)
