import { isIP } from 'node:net'
import { env } from '@/lib/core/env'

/**
 * The address of whoever asked, from X-Forwarded-For as the web process completes it (append-socket-address): each of our
 * proxies and the socket itself added one at the right; what stands left of them anybody may have written.
 */
export function clientAddress(
  forwarded: string | null | undefined,
  proxies = env().TRUSTED_PROXIES,
): string | null {
  const hops = (forwarded ?? '').split(',').map((hop) => hop.trim().replace(/^::ffff:(?=\d+\.)|%.*$/gi, ''))
  const address = hops[Math.max(0, hops.length - 1 - proxies)] ?? ''
  return isIP(address) ? address : null
}
