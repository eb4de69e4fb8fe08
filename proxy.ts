import { NextResponse, type NextRequest } from 'next/server'

/** A nonce for each page's scripts; which page it is, for the way back after signing in. Access is decided in pages, actions and routes. */
export function proxy(request: NextRequest) {
  if (!fromOurselves(request)) return new NextResponse(null, { status: 403 })
  const nonce = btoa(crypto.randomUUID())
  const development = process.env.NODE_ENV === 'development' // eslint-disable-line no-restricted-syntax -- Next inlines it; lib/core is not for the proxy
  // A browser holds the redirect after «Вход через ЕСИА» against this too. Node's process, not Next's bundle, knows it.
  const esia = process.env['ESIA_URL'] // eslint-disable-line no-restricted-syntax -- lib/core is not for the proxy
  const formAction = esia && URL.canParse(esia) ? `'self' ${new URL(esia).origin}` : "'self'"
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-pathname', request.nextUrl.pathname + request.nextUrl.search)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

/**
 * What changes anything comes from our own pages: a browser names the origin with every POST, so one without it is no page
 * of ours. The background route has its own secret and no session.
 */
function fromOurselves(request: NextRequest): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return true
  if (request.nextUrl.pathname === '/api/background/deliver') return true
  const origin = request.headers.get('origin')
  return Boolean(origin && URL.canParse(origin) && new URL(origin).host === request.headers.get('host'))
}

// Uploads pass by: a proxy would hold their body in memory.
export const config = {
  matcher: ['/((?!_next/static|_next/image|favicon|api/applications/[^/]+/files|api/imports$).*)'],
}
