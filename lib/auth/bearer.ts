import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether a request carries this secret as its bearer token; takes the same time for any wrong one. */
export function carriesSecret(request: Request, secret: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  if (!given || !secret) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
