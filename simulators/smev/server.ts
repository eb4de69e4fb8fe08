import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { adapterEndpoint, isAdapter } from './adapter/endpoint'
import { watchFolders } from './adapter/folder'
import { control } from './control'
import type { Environment } from './env'
import { startFtp } from './ftp'
import type { OperationRule } from './plan'
import { isForeign, sendJson } from './http'
import { pages } from './pages/routes'
import { openSimulator, type Simulator } from './simulator'
import { FileStore } from './store/file-store'
import { soapEndpoint } from './soap/endpoint'
import { StatusQueue } from './soap/get-status'
import { VERSIONS } from './xml/namespaces'

export interface Running {
  port: number
  ftpPort: number
  close: () => Promise<void>
}

/** Takes the ports before it touches the data: a second copy started by mistake must not repair a journal in use. */
export async function startServer(environment: Environment): Promise<Running> {
  let open: (simulator: Simulator) => void = () => undefined
  const ready = new Promise<Simulator>((resolve) => (open = resolve)).then(handler)
  const server = createServer((request, response) => void ready.then((handle) => handle(request, response)))
  // Longer than clients keep their idle connections, so that they are the ones to close them.
  server.keepAliveTimeout = 65_000
  const port = await listen(server, environment.port)
  const files = new FileStore(environment.data)
  await files.prepare()
  let spoil: () => OperationRule | undefined = () => undefined
  const ftp = await startFtp(environment.ftpPort, files.root, () => spoil())
  const simulator = await openSimulator(environment, files)
  spoil = () => simulator.plan.takeOperation('Upload')
  open(simulator)
  const unwatch = environment.folders && (await watchFolders(simulator, environment.folders))
  const close = async () => {
    await unwatch?.()
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
  const statuses = new StatusQueue()
  const soap = new Map<string, ReturnType<typeof soapEndpoint>>(
    VERSIONS.map((version) => [`/smev/v${version}/ws`, soapEndpoint(simulator, statuses, version)]),
  )
  const page = pages(simulator)
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (isForeign(request)) return void response.writeHead(403).end()
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const exchange = request.method === 'POST' ? soap.get(url.pathname) : undefined
    if (exchange) return exchange(request, response)
    if (request.method === 'POST' && isAdapter(url.pathname))
      return adapterEndpoint(simulator, request, response, url.pathname)
    if (url.pathname === '/health') return sendJson(response, { status: 'ok' })
    if (url.pathname.startsWith('/control/')) return control(simulator, request, response, url)
    return page(request, response, url)
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    route(request, response).catch((error: unknown) => {
      // A client that went away is not a failure of the simulator.
      if (response.destroyed) return
      console.error(error)
      if (response.headersSent) response.destroy()
      else sendJson(response, { error: 'The simulator failed' }, 500)
    })
  }
}
