import http from 'node:http'
import https from 'node:https'
import { now } from '@/lib/core/clock'
import type { Finding } from './finding'

/** Seconds by which the other side's clock is ahead, by the Date header of any answer of it; undefined when none came. */
function skew(endpoint: URL, timeoutMs: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    // Nothing is sent or believed but the time, so a certificate that does not suit is no reason not to look.
    const options = { method: 'HEAD', timeout: timeoutMs, agent: false, rejectUnauthorized: false }
    const sentAt = now().getTime()
    const request = (endpoint.protocol === 'https:' ? https : http).request(endpoint, options, (response) => {
      const told = Date.parse(response.headers.date ?? '')
      const half = (now().getTime() - sentAt) / 2
      request.destroy()
      resolve(Number.isNaN(told) ? undefined : Math.round((told - sentAt - half) / 1000))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(undefined))
    request.on('close', () => resolve(undefined))
    request.end()
  })
}

/**
 * This machine's clock beside the other side's. СМЭВ refuses ids whose time is too far off (StaleMessageId), and ЕПГУ dates
 * in the future: from 5 minutes on it is wrong, from a minute on worth a look.
 */
export async function checkClock(endpoint: URL, timeoutMs: number): Promise<Finding> {
  const subject = 'clock'
  const ahead = await skew(endpoint, timeoutMs)
  if (ahead === undefined) return { subject, level: 'skipped', code: 'unknown' }
  const seconds = Math.abs(ahead)
  const level = seconds >= 300 ? 'bad' : seconds >= 60 ? 'warn' : 'ok'
  if (level === 'ok') return { subject, level, code: 'ok', values: { seconds } }
  return { subject, level, code: ahead > 0 ? 'behind' : 'ahead', values: { seconds } }
}
