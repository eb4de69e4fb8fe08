import http from 'node:http'
import https from 'node:https'
import { checkServerIdentity } from 'node:tls'
import { failure, failureOf, type Failure } from './outcome'

export interface HttpAnswer {
  ok: true
  status: number
  contentType: string
  body: Buffer
}

export type HttpOutcome = HttpAnswer | Failure

export interface Http {
  /** Without an action the body is JSON. */
  post(url: URL, body: Buffer, soapAction?: string): Promise<HttpOutcome>
  close(): void
}

interface HttpSettings {
  /** Milliseconds for the whole exchange, connecting and reading included. */
  timeoutMs: number
  /** Bytes of an answer. */
  maxBytes: number
  /** A connection for each call: none is ever repeated by itself. */
  single?: boolean
  /** SHA-256 fingerprint (hexadecimal) that the server's certificate must have beside being valid. */
  tlsPin?: string
}

function pinned(tlsPin: string): https.AgentOptions {
  return {
    checkServerIdentity(host, certificate) {
      const failed = checkServerIdentity(host, certificate)
      if (failed) return failed
      const found = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
      if (found === tlsPin) return undefined
      return Object.assign(new Error(`the server's certificate is not the pinned one: ${found}`), {
        code: 'ERR_TLS_PIN',
      })
    },
  }
}

/** POST of SOAP 1.1 or JSON over kept connections. Redirects are not followed, proxies not used; every failure is a value. */
export function createHttp({ timeoutMs, maxBytes, tlsPin, single = false }: HttpSettings): Http {
  const agents = {
    'http:': new http.Agent({ keepAlive: !single }),
    'https:': new https.Agent({ keepAlive: !single, ...(tlsPin && pinned(tlsPin)) }),
  }

  function once(url: URL, body: Buffer, soapAction?: string): Promise<HttpOutcome & { stale?: boolean }> {
    return new Promise((resolve) => {
      const secure = url.protocol === 'https:'
      const chunks: Buffer[] = []
      let size = 0
      const request = (secure ? https : http).request(url, {
        method: 'POST',
        agent: agents[secure ? 'https:' : 'http:'],
        headers: {
          'Content-Length': body.length,
          ...(soapAction === undefined
            ? { 'Content-Type': 'application/json' }
            : { 'Content-Type': 'text/xml;charset=UTF-8', SOAPAction: `"${soapAction}"` }),
        },
      })
      const finish = (outcome: HttpOutcome & { stale?: boolean }) => {
        clearTimeout(deadline)
        resolve(outcome)
        if (!outcome.ok) request.destroy()
      }
      const received = () => (size > 0 ? Buffer.concat(chunks) : undefined)
      const deadline = setTimeout(
        () => finish(failure('Timeout', `no answer in ${timeoutMs} ms`, received())),
        timeoutMs,
      )
      const broken = (error: unknown) =>
        finish({ ...failureOf(error), body: received(), stale: request.reusedSocket && size === 0 })
      request.on('error', broken)
      request.on('response', (response) => {
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > maxBytes) finish(failure('TooLarge', `answer larger than ${maxBytes} bytes`))
          else chunks.push(chunk)
        })
        response.on('error', broken)
        response.on('end', () => {
          const contentType = response.headers['content-type'] ?? ''
          finish({ ok: true, status: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks) })
        })
      })
      request.end(body)
    })
  }

  return {
    async post(url, body, soapAction) {
      const first = await once(url, body, soapAction)
      // The server may close a kept connection just as it is used again; every operation here may safely be repeated.
      if (first.ok || !first.stale || first.fault !== 'ConnectionReset') return first
      const second = await once(url, body, soapAction)
      // A refused connection proves nothing about what was sent before it.
      return !second.ok && second.fault === 'ConnectionRefused' ? first : second
    },
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}
