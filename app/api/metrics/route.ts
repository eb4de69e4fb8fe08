import { carriesSecret } from '@/lib/auth/bearer'
import { env } from '@/lib/core/env'
import { metrics } from '@/lib/monitoring/metrics'

export const dynamic = 'force-dynamic'

/** For Prometheus: bearer secret, no session. */
export async function GET(request: Request) {
  if (!carriesSecret(request, env().METRICS_SECRET))
    return Response.json({ code: 'FORBIDDEN' }, { status: 401 })
  return new Response(await metrics(), {
    headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
