import { spawn, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'elk-tls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const made = spawnSync(
  'openssl',
  // prettier-ignore
  ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'k.pem', '-out', 'c.pem', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
  { cwd: folder },
)
if (made.status !== 0) console.log('not run: TLS, there is no openssl on this machine')

/** Trusted roots are read when a process starts: each exchange has one of its own. */
function exchange(port: number, host: string, tlsPin: string, trusted: boolean): Promise<string> {
  const script = path.join(folder, `${crypto.randomUUID()}.mts`)
  writeFileSync(
    script,
    `import { createHttp } from ${JSON.stringify(path.join(import.meta.dirname, 'http.ts'))}
     const http = createHttp({ timeoutMs: 5000, maxBytes: 1000, tlsPin: ${JSON.stringify(tlsPin)} || undefined })
     const got = await http.post(new URL('https://${host}:${port}/'), Buffer.from('x'), 'urn:X')
     console.log(got.ok ? 'ok' : got.fault)
     http.close()`,
  )
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: path.resolve(import.meta.dirname, '../../..'),
    env: { ...process.env, ...(trusted && { NODE_EXTRA_CA_CERTS: path.join(folder, 'c.pem') }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((done) => {
    let said = ''
    child.stdout.on('data', (chunk) => (said += String(chunk)))
    child.on('close', () => done(said.trim()))
  })
}

it.runIf(made.status === 0)('a certificate must be valid, for this host, and the pinned one', async () => {
  const cert = readFileSync(path.join(folder, 'c.pem'))
  const pin = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase()
  const server = createServer({ key: readFileSync(path.join(folder, 'k.pem')), cert }, (_, response) =>
    response.end('fine'),
  ).listen(0)
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  try {
    expect(
      await Promise.all([
        exchange(port, 'localhost', '', true),
        exchange(port, 'localhost', pin, true),
        exchange(port, 'localhost', 'f'.repeat(64), true),
        exchange(port, 'localhost', pin, false),
        exchange(port, '127.0.0.1', pin, true),
      ]),
    ).toEqual(['ok', 'ok', 'CertificateRefused', 'CertificateRefused', 'CertificateRefused'])
  } finally {
    server.close()
  }
})
