import { carriesSecret } from '@/lib/auth/bearer'
import { env } from '@/lib/core/env'
import { isId } from '@/lib/core/ids'
import { wakeAll } from '@/lib/delivery/wake-all'

const WAIT_SECONDS = 30

/** Wakes delivery: `?application=ID` for one, `?wait=1` to answer when it has settled. Bearer secret, no session (decision 14). */
export async function POST(request: Request) {
  if (!carriesSecret(request, env().BACKGROUND_SECRET))
    return Response.json({ code: 'FORBIDDEN' }, { status: 401 })
  const query = new URL(request.url).searchParams
  const application = query.get('application')
  if (application && !isId(application)) return Response.json({ code: 'NOT_FOUND' }, { status: 404 })
  const counts = await wakeAll(application, query.get('wait') === '1' ? WAIT_SECONDS : 0)
  return Response.json({ counts }, { headers: { 'Cache-Control': 'no-store' } })
}
