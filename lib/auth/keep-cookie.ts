import { cookies } from 'next/headers'
import { decode, encode } from 'next-auth/jwt'
import { env } from '@/lib/core/env'
import { cookie, cookieName } from './next-auth'

/** The session's cookie as next-auth writes it for a password: by its own `encode`, under its name and options. */
export async function keepCookie(token: string): Promise<void> {
  const maxAge = env().SESSION_HOURS * 3600
  const value = await encode({ token: { token }, secret: env().NEXTAUTH_SECRET ?? '', maxAge })
  const { name, options } = cookie('session')
  const jar = await cookies()
  jar.set(name, value, { ...options, maxAge })
}

/** The token in the cookie of this request, whatever it is worth. */
export async function cookieToken(): Promise<string | undefined> {
  const value = (await cookies()).get(cookieName('session'))?.value
  if (!value) return undefined
  const jwt = await decode({ token: value, secret: env().NEXTAUTH_SECRET ?? '' }).catch(() => null)
  return jwt?.token
}
