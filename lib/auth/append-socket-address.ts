import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/** Adds the socket's own address to X-Forwarded-For, as a proxy would: Next keeps what a client wrote there as it came. */
export function appendSocketAddress(): void {
  subscribe('http.server.request.start', (message) => {
    const { headers, socket } = (message as { request: IncomingMessage }).request
    const sent = [headers['x-forwarded-for']].flat()
    headers['x-forwarded-for'] = [...sent, socket.remoteAddress].filter(Boolean).join(', ')
  })
}
