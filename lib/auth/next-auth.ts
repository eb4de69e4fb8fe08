import type { NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { log, trace } from '@/lib/core/logger'
import { clientAddress } from './client-address'
import { signOutUrl } from './esia/sign-out-url'
import { endSession } from './session'
import { signIn } from './sign-in'

declare module 'next-auth' {
  interface User {
    token: string
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    token?: string
  }
}

const secure = () => env().PUBLIC_URL?.startsWith('https:') ?? false

/** Over plain http two installations on one host must not overwrite each other's cookies: the name carries the port. */
export function cookieName(what: string): string {
  if (secure()) return `__Host-elk.${what}`
  const { PUBLIC_URL, PORT } = env()
  return `elk-${(PUBLIC_URL && new URL(PUBLIC_URL).port) || PORT}.${what}`
}

export const cookie = (what: string) => ({
  name: cookieName(what),
  options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: secure() },
})

export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: env().SESSION_HOURS * 3600 },
    pages: { signIn: '/login', error: '/login' },
    cookies: { sessionToken: cookie('session'), csrfToken: cookie('csrf'), callbackUrl: cookie('callback') },
    providers: [
      Credentials({
        credentials: { login: {}, password: {}, code: {} },
        async authorize(given, request) {
          const ip = clientAddress(request.headers?.['x-forwarded-for'])
          try {
            const opened = await signIn({
              login: given?.login ?? '',
              password: given?.password ?? '',
              code: given?.code ?? '',
              ip,
              userAgent: request.headers?.['user-agent'],
            })
            return { id: opened.userId, name: opened.name, token: opened.token }
          } catch (error) {
            if (error instanceof Refusal) throw new Error(error.message)
            log.error('signIn.failed', trace(error))
            throw new Error('signIn.unavailable')
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { token: user.token } : token),
      // The only way that next-auth is asked to lead anywhere: the sign-in form goes on by itself.
      redirect: ({ baseUrl }) => signOutUrl(baseUrl),
    },
    events: {
      signOut: async ({ token }) => {
        if (token?.token) await endSession(token.token)
      },
    },
  }
}
