import { log, trace } from '@/lib/core/logger'
import type { EsiaFailure } from './failures'
import type { Esia } from './settings'

export type Asked = { ok: true; body: unknown } | { ok: false; failure: EsiaFailure }

const byCode: Record<string, EsiaFailure> = {
  'ESIA-007004': 'denied',
  'ESIA-007007': 'unreachable',
  'ESIA-007008': 'unreachable',
  'ESIA-007011': 'stale',
  'ESIA-007015': 'clock',
  'ESIA-007055': 'untrusted',
}

/** What an error of ЕСИА means here; its words may hold data, its code does not. */
export function failureOf(error: unknown, description: unknown): EsiaFailure {
  const code = /^ESIA-\d{6}/.exec(String(description))?.[0]
  const failure = byCode[code ?? ''] ?? (error === 'access_denied' ? 'denied' : 'rejected')
  log.warn('esia.refused', { code, failure })
  return failure
}

/** One request from server to server. Never throws for what the other side does. */
export async function askEsia(esia: Esia, path: string, init: RequestInit): Promise<Asked> {
  try {
    const response = await fetch(esia.url + path, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(esia.timeoutMs),
    })
    const text = await response.text()
    if (response.status >= 500) {
      log.warn('esia.unreachable', { status: response.status })
      return { ok: false, failure: 'unreachable' }
    }
    const body: unknown = JSON.parse(text)
    if (response.ok) return { ok: true, body }
    const told = Object(body) as { error?: unknown; error_description?: unknown; code?: unknown }
    return { ok: false, failure: failureOf(told.error, told.error_description ?? told.code) }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, failure: failureOf(undefined, undefined) }
    log.warn('esia.unreachable', trace(error))
    return { ok: false, failure: 'unreachable' }
  }
}
