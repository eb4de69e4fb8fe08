import { activityHeader } from './activity'
export class HttpError extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`)
  }
}

/** A GET of our own API. Anything but 200 is an HttpError; no connection is the browser's own error. */
export async function fetchJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json', ...activityHeader() } })
  if (!response.ok) throw new HttpError(response.status)
  return (await response.json()) as T
}

export const isSignedOut = (error: unknown): boolean => error instanceof HttpError && error.status === 401

const EVERY = 3000

/** Asks again every three seconds while the page is visible; after a 401 no more. */
export const refetchInterval = (query: { state: { error: unknown } }): number | false =>
  isSignedOut(query.state.error) ? false : EVERY
