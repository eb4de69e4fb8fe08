import { cookies } from 'next/headers'
import { answer, whoAsks } from '@/lib/auth/esia/answer'
import { finishSignIn } from '@/lib/auth/esia/finish-sign-in'
import { esiaCookie } from '@/lib/auth/esia/sign-in-row'

/** Where ЕСИА sends the browser back to. */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const { redirectUri, ...from } = await whoAsks()
  const token = (await cookies()).get(esiaCookie())?.value
  const [code, state, error] = ['code', 'state', 'error'].map((name) => searchParams.get(name))
  const description = searchParams.get('error_description')
  return answer(() => finishSignIn({ token, redirectUri, code, state, error, description }, from))
}
