import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openCollector } from '@/scripts/testing/collector'
import { now } from './clock'
import { readEnv } from './env'
import { openSyslog } from './syslog'

const folder = mkdtempSync(path.join(tmpdir(), 'elk-syslog-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A sender to a port, and what it told of itself. */
function sender(port: number) {
  const told: [string, object][] = []
  const send = openSyslog({ host: '127.0.0.1', port, tls: false }, (_, event, fields) =>
    told.push([event, fields]),
  )
  const line = (n: number | string, level: 'info' | 'error' = 'info') =>
    send({ level, event: 'one.event', at: now().toISOString(), line: JSON.stringify({ n, text: 'Ёж\n«»' }) })
  return { told, line }
}
const numbers = (lines: { line: string }[]) =>
  lines.map(({ line }) => (JSON.parse(line) as { n?: number | string }).n)

it('lines come as they are, with their length in bytes, level and event', async () => {
  const collector = openCollector()
  const { line } = sender(await collector.listen())
  for (let n = 0; n < 1000; n++) line(n, n === 7 ? 'error' : 'info')
  await collector.until(() => collector.lines.length === 1000)
  expect(numbers(collector.lines)).toEqual(Array.from({ length: 1000 }, (_, n) => n))
  expect(collector.lines[7]).toEqual({
    priority: 131,
    app: 'arm-elk',
    event: 'one.event',
    line: '{"n":7,"text":"Ёж\\n«»"}',
  })
  expect(collector.lines[8]?.priority).toBe(134)
  await collector.close()
})

it('while the collector is away lines wait, so many at most; it is told what was lost, and its return once', async () => {
  const first = openCollector()
  const port = await first.listen()
  const { line, told } = sender(port)
  line('before')
  await first.until(() => first.lines.length === 1)
  await first.close()
  // What is written before a side has heard of the other's end is lost: until then it is only tried.
  await expect.poll(() => (line('try'), told.length)).toBe(1)
  for (let n = 0; n < 10_050; n++) line(n)
  const second = openCollector()
  await second.listen(port)
  await second.until(() => second.lines.length === 10_001)
  line('after')
  await second.until(() => second.lines.length === 10_002)
  const kept = numbers(second.lines.filter(({ event }) => event === 'one.event'))
  const tries = kept.filter((one) => one === 'try').length
  const count = 10_000 - tries
  expect(kept.slice(tries)).toEqual([...Array.from({ length: count }, (_, n) => n), 'after'])
  const lost = second.lines.find(({ event }) => event === 'syslog.dropped')
  expect(JSON.parse(lost?.line ?? '')).toMatchObject({ level: 'warn', count: 50 + tries })
  expect(told).toEqual([
    ['syslog.away', { reason: expect.any(String), waiting: expect.any(Number) }],
    ['syslog.back', { waiting: 10_000, dropped: 50 + tries }],
  ])
  await second.close()
})

it('a setting without «tcp://» means TLS', () => {
  const read = (text: string) => readEnv({ LOG_SYSLOG: text }).LOG_SYSLOG
  expect(read('siem.example.org:6514')).toEqual({ host: 'siem.example.org', port: 6514, tls: true })
  expect(read('tcp://[::1]:601')).toEqual({ host: '::1', port: 601, tls: false })
  for (const wrong of ['siem.example.org', 'udp://a:514', 'a b:1']) expect(() => read(wrong)).toThrow()
})

const made = spawnSync(
  'openssl',
  // prettier-ignore
  ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'k.pem', '-out', 'c.pem', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
  { cwd: folder },
)
if (made.status !== 0) console.log('not run: TLS, there is no openssl on this machine')

/** A process whose logger is set to send to this port; trusted roots are read when a process starts. */
function logging(port: number, trusted: boolean) {
  const script = path.join(folder, `${crypto.randomUUID()}.mts`)
  writeFileSync(
    script,
    `import { log } from ${JSON.stringify(path.join(import.meta.dirname, 'logger.ts'))}
     log.warn('over.tls', { big: 12n })
     log.record('kept.elsewhere')
     process.stdin.resume()`,
  )
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      LOG_SYSLOG: `localhost:${port}`,
      LOG_LEVEL: 'warn',
      ...(trusted && { NODE_EXTRA_CA_CERTS: path.join(folder, 'c.pem') }),
    },
    stdio: ['pipe', 'inherit', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  return { said: () => said, end: () => child.stdin.end() }
}

it.runIf(made.status === 0)('the logger sends to whom it trusts alone', async () => {
  const [key, cert] = ['k.pem', 'c.pem'].map((name) => readFileSync(path.join(folder, name)))
  if (!key || !cert) throw new Error('no certificate')
  const collector = openCollector({ key, cert })
  const port = await collector.listen()
  const stranger = logging(port, false)
  await expect.poll(stranger.said, { timeout: 20_000 }).toContain('"reason":"DEPTH_ZERO_SELF_SIGNED_CERT"')
  stranger.end()
  expect(collector.lines).toEqual([])
  const trusting = logging(port, true)
  await collector.until(() => collector.lines.length === 2)
  trusting.end()
  expect(JSON.parse(collector.lines[0]?.line ?? '')).toMatchObject({ event: 'over.tls', big: '12' })
  expect(collector.lines[1]?.event).toBe('kept.elsewhere')
  expect(trusting.said()).toContain('over.tls')
  expect(trusting.said()).not.toContain('kept.elsewhere')
  await collector.close()
})
