import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Heard {
  action: string
  contentType: string
  body: string
}

export type Line = (response: ServerResponse, request: IncomingMessage) => void

/** One answer of the scripted server: a body under a status, as XML unless said otherwise. */
export const say =
  (body: string | Buffer, status = 200, contentType = 'text/xml;charset=UTF-8'): Line =>
  (response) =>
    void response.writeHead(status, { 'Content-Type': contentType }).end(body)

/** An HTTP server that plays its lines in order, then repeats the last, and remembers what it heard. */
export async function playServer() {
  const heard: Heard[] = []
  const lines: Line[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    response.on('error', () => undefined)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { soapaction, 'content-type': contentType } = request.headers
      heard.push({
        action: String(soapaction),
        contentType: contentType ?? '',
        body: Buffer.concat(chunks).toString(),
      })
      const line = lines.length > 1 ? lines.shift() : lines[0]
      line?.(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}/ws`,
    heard,
    play(...next: Line[]) {
      heard.length = 0
      lines.splice(0, lines.length, ...next)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
