import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { control } from './control'
import type { Environment } from './env'
import { startFtp } from './ftp'
import { isForeign, sendJson } from './http'
import { pages } from './pages/routes'
import { openSimulator, type Simulator } from './simulator'
import { soapEndpoint } from './soap/endpoint'

export interface Running {
  port: number
  ftpPort: number
  close: () => Promise<void>
}

export async function startServer(environment: Environment): Promise<Running> {
  const simulator = await openSimulator(environment.data, environment.delayMs, environment.allowUnsigned)
  const server = createServer(handler(simulator))
  const port = await listen(server, environment.port)
  const ftp = await startFtp(environment.ftpPort, simulator.files.root)
  const close = async () => {
    server.close()
    server.closeIdleConnections()
    await ftp.close()
    await simulator.journal.close()
    simulator.exchanges.close()
  }
  return { port, ftpPort: ftp.port, close }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function handler(simulator: Simulator) {
  const soap = soapEndpoint(simulator)
  const page = pages(simulator)
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (isForeign(request)) return void response.writeHead(403).end()
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.pathname === '/smev/v1.2/ws' && request.method === 'POST') return soap(request, response)
    if (url.pathname === '/health') return sendJson(response, { status: 'ok' })
    if (url.pathname.startsWith('/control/')) return control(simulator, request, response, url)
    return page(request, response, url)
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    route(request, response).catch((error: unknown) => {
      console.error(error)
      if (response.headersSent) response.destroy()
      else sendJson(response, { error: 'The simulator failed' }, 500)
    })
  }
}
