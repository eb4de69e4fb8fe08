import { spawn } from 'node:child_process'
import type { Certificate } from './certificate'
import { verifyDigest } from './gost3410'
import { digestOf } from './pure-signer'
import type { Signer } from './signer'

const LIMIT = 10_000

function checked(certificate: Certificate, bytes: Uint8Array, answer: Buffer): Buffer {
  const { curve, publicKey } = certificate
  const text = answer.toString('latin1').trim()
  const isText = /^[A-Za-z0-9+/=\s]+$/.test(text) && answer.length !== 2 * curve.size
  const signature = isText ? Buffer.from(text, 'base64') : answer
  const digest = digestOf(certificate)(bytes)
  if (verifyDigest(curve, publicKey, digest, signature)) return signature
  // CryptoPro's own order is the reverse of the one on the wire.
  const reversed = Buffer.from(signature).reverse()
  if (verifyDigest(curve, publicKey, digest, reversed)) return reversed
  throw new Error(`the signing service gave no signature by the certificate of ${certificate.owner}`)
}

function run([file = '', ...args]: readonly string[], bytes: Uint8Array, timeoutMs: number): Promise<Buffer> {
  return new Promise((done, fail) => {
    const child = spawn(/* turbopackIgnore: true */ file, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
    })
    const out: Buffer[] = []
    let size = 0
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if ((size += chunk.length) <= LIMIT) out.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => (said = (said + String(chunk)).slice(-500)))
    child.on('error', fail)
    child.on('close', (code) =>
      code === 0 ? done(Buffer.concat(out)) : fail(new Error(`${file} ended with ${code}: ${said.trim()}`)),
    )
    child.stdin.on('error', () => {})
    child.stdin.end(bytes)
  })
}

/**
 * A command of the operator's: reads the bytes from its input, writes the signature to its output, raw or in base64, in
 * either order of bytes; anything that the certificate does not verify is refused. No shell stands between.
 */
export const commandSigner = (
  certificate: Certificate,
  command: readonly string[],
  timeoutMs = 30_000,
): Signer => ({
  certificate,
  digest: digestOf(certificate),
  sign: async (bytes) => checked(certificate, bytes, await run(command, bytes, timeoutMs)),
})

/** A service of the operator's: POST of the bytes, the signature in the answer's body. */
export const httpSigner = (certificate: Certificate, url: URL, timeoutMs = 30_000): Signer => ({
  certificate,
  digest: digestOf(certificate),
  async sign(bytes) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw new Error(`the signing service answered ${response.status}`)
    return checked(certificate, bytes, Buffer.from(await response.arrayBuffer()))
  },
})
