import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'

/** The antivirus as clamd speaks: zINSTREAM, lengths, bytes, a zero length, one answer that ends with NUL. */
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
const folder = mkdtempSync(path.join(tmpdir(), 'elk-scan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Way = 'clamd' | 'limit' | 'silent' | 'hangs up' | 'nonsense'
let server: Server
const open = new Set<Socket>()
let heard: string[]
let way: Way

function parse(given: Buffer): { text: string; ended: boolean } | null {
  const command = 'zINSTREAM\0'
  if (given.length < command.length) return null
  if (given.toString('latin1', 0, command.length) !== command) throw new Error('not the command')
  let at = command.length
  let text = ''
  while (at + 4 <= given.length) {
    const size = given.readUInt32BE(at)
    if (size === 0) return { text, ended: true }
    if (at + 4 + size > given.length) break
    text += given.toString('latin1', at + 4, at + 4 + size)
    at += 4 + size
  }
  return { text, ended: false }
}

function answer(socket: Socket): void {
  let given = Buffer.alloc(0)
  open.add(socket)
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    given = Buffer.concat([given, chunk])
    if (way === 'silent') return
    if (way === 'hangs up') return socket.destroy()
    if (way === 'limit') return void socket.end('INSTREAM size limit exceeded. ERROR\0')
    const read = parse(given)
    if (!read?.ended) return
    heard.push(read.text)
    if (way === 'nonsense') return void socket.end('stream: OK?\0')
    socket.end(read.text.includes(EICAR) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0')
  })
}

beforeEach(async () => {
  way = 'clamd'
  heard = []
  server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  vi.resetModules()
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('LOG_LEVEL', 'silent')
  vi.stubEnv('ANTIVIRUS', `127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterEach(async () => {
  for (const socket of open) socket.destroy()
  vi.useRealTimers()
  vi.unstubAllEnvs()
  await new Promise((done) => server.close(done))
})

const store = async (...parts: string[]) => {
  const { storeBody } = await import('./store')
  return storeBody(new Blob(parts).stream(), () => {})
}
const left = () => readdirSync(path.join(folder, 'files/tmp'))
const silent = { code: 'UNAVAILABLE', message: 'files.scannerSilent' }

it('a clean body is seen whole and accepted', async () => {
  const body = `%PDF-1.7\n${'x'.repeat(500_000)}`
  const stored = await store(body)
  expect(heard).toEqual([body])
  expect(stored.size).toBe(body.length)
  await stored.drop()
})

it('an infected one is refused in words of its own, and nothing stays', async () => {
  await expect(store('%PDF-1.7\n', EICAR)).rejects.toMatchObject({
    code: 'INVALID',
    message: 'files.infected',
  })
  expect(left()).toEqual([])
})

it.each(['hangs up', 'limit', 'nonsense'] as const)('an antivirus that %s lets nothing in', async (how) => {
  way = how
  await expect(store('%PDF-1.7\n', 'x'.repeat(2_000_000))).rejects.toMatchObject(silent)
  expect(left()).toEqual([])
})

it('one that says nothing for half a minute lets nothing in', async () => {
  way = 'silent'
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const asked = expect(store('%PDF-1.7\n')).rejects.toMatchObject(silent)
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0))
  await vi.advanceTimersByTimeAsync(31_000)
  await asked
})

it('one that is not there lets nothing in', async () => {
  await new Promise((done) => server.close(done))
  await expect(store('%PDF-1.7\n')).rejects.toMatchObject(silent)
  server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})

it('tables to import pass it too', async () => {
  const { keepImportFile, importPath } = await import('@/lib/imports/import-file')
  const send = (text: string) => keepImportFile(crypto.randomUUID(), new Blob([text]).stream())
  await send('Код;Наименование')
  await expect(send(EICAR)).rejects.toMatchObject({ message: 'files.infected' })
  expect(readdirSync(path.dirname(importPath('any')))).toHaveLength(1)
})

it('where none is set, nobody is asked', async () => {
  vi.stubEnv('ANTIVIRUS', '')
  await (await store(EICAR)).drop()
  expect(heard).toEqual([])
})
