import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isForeign, redirect, sendJson } from '../smev/http'
import { authorize } from './authorize'
import type { Environment } from './env'
import { exchange } from './exchange'
import { refusalPage, sendEsiaPage, signedOutPage } from './page'
import { rest } from './rest'
import { signIn } from './sign-in'
import { openSimulator, type Simulator } from './simulator'

export interface Running {
  port: number
  close: () => Promise<void>
}

/** Stands in for ЕСИА on loopback: OAuth 2 / OpenID Connect of its «Методические рекомендации» and persons by REST. */
export async function startServer(environment: Environment): Promise<Running> {
  const simulator = openSimulator(environment)
  const server = createServer((request, response) => {
    route(simulator, request, response).catch((error: unknown) => {
      if (response.destroyed) return
      console.error(error)
      if (response.headersSent) response.destroy()
      else sendJson(response, { error: 'The simulator failed' }, 500)
    })
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(environment.port, '127.0.0.1', done)
  })
  return {
    port: (server.address() as AddressInfo).port,
    // What keeps silent on purpose is cut off.
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function route(simulator: Simulator, request: IncomingMessage, response: ServerResponse) {
  if (isForeign(request)) return void response.writeHead(403).end()
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  const { pathname } = url
  const post = request.method === 'POST'
  if (!post && /^\/aas\/oauth2\/v[23]\/ac$/.test(pathname)) return authorize(simulator, response, url)
  if (post && pathname === '/aas/oauth2/v3/te')
    return exchange(simulator, request, response, `http://${request.headers.host}/`)
  if (post && pathname === '/login') return signIn(simulator, request, response)
  if (!post && pathname.startsWith('/rs/prns/')) return rest(simulator, request, response, pathname)
  if (!post && pathname === '/idp/ext/Logout') return signOut(simulator, response, url)
  if (pathname === '/health') return sendJson(response, { status: 'ok' })
  sendEsiaPage(response, refusalPage('Такой страницы нет. Вход начинается из АРМ ЕЛК.'), 404)
}

/** Back only to where the client is registered. */
function signOut(simulator: Simulator, response: ServerResponse, url: URL): void {
  const back = url.searchParams.get('redirect_url') ?? ''
  const known = simulator.client.redirects.map((address) => new URL(address).origin)
  if (URL.canParse(back) && known.includes(new URL(back).origin)) return redirect(response, back)
  sendEsiaPage(response, signedOutPage())
}
