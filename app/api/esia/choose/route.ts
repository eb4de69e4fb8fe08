import { cookies } from 'next/headers'
import { fromOurOrigin } from '@/lib/auth/define-route'
import { answer, whoAsks } from '@/lib/auth/esia/answer'
import { chooseAccount } from '@/lib/auth/esia/choose-account'
import { esiaCookie } from '@/lib/auth/esia/sign-in-row'

/** «От какой организации работаете?» answered. */
export async function POST(request: Request): Promise<Response> {
  if (!fromOurOrigin(request)) return new Response(null, { status: 403 })
  const chosen = (await request.formData()).get('account')?.toString() ?? ''
  const token = (await cookies()).get(esiaCookie())?.value
  const from = await whoAsks()
  return answer(() => chooseAccount(token, chosen, from))
}
