import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Breakdown } from './plan'

const SLOW_MS = 5_000

/** Spoils an answer on its way; `slow` gives it after all, if there is one. */
export async function breakDown(
  fault: Breakdown,
  response: ServerResponse,
  answer: (() => void) | undefined,
): Promise<void> {
  if (fault === 'hang') return
  if (fault === 'disconnect') return void response.socket?.destroy()
  if (fault === 'http502')
    return void response
      .writeHead(502, { 'content-type': 'text/html' })
      .end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>')
  if (fault === 'garbage')
    return void response
      .writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' })
      .end('<soap:Envelope <<< \u0000 not XML')
  if (fault === 'empty')
    return void response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' }).end()
  await sleep(SLOW_MS)
  answer?.()
}
