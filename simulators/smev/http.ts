import type { IncomingMessage, ServerResponse } from 'node:http'

export class TooLarge extends Error {}
export class BadRequest extends Error {}

/** The whole body; one beyond the limit is read to its end and thrown away, so that the client hears the refusal. */
export async function readBody(request: IncomingMessage, largest: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= largest) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > largest) throw new TooLarge()
  return Buffer.concat(chunks)
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value))
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

export function sendPage(response: ServerResponse, html: string, status = 200): void {
  response.writeHead(status, PAGE_HEADERS).end(html)
}

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end()
}

/** A page on the internet must not reach the simulator through the browser of whoever runs it. */
export function isForeign(request: IncomingMessage): boolean {
  const host = request.headers.host ?? ''
  const origin = request.headers.origin
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return true
  return origin !== undefined && origin !== `http://${host}`
}
