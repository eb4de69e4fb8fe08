import { env, type Env } from '@/lib/core/env'

/** Where a browser goes after signing out: ЕСИА's session ends too when the settings say so, and the way leads back. */
export function signOutUrl(origin: string, settings: Env = env()): string {
  const { ESIA_URL, ESIA_CLIENT_ID, ESIA_SIGN_OUT } = settings
  const login = new URL('/login', origin).href
  if (!ESIA_SIGN_OUT || !ESIA_URL || !ESIA_CLIENT_ID) return login
  const query = new URLSearchParams({ client_id: ESIA_CLIENT_ID, redirect_url: login })
  return `${new URL(ESIA_URL).origin}/idp/ext/Logout?${query}`
}
