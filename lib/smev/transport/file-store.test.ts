import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uploadFile } from './file-store'
import { serveFtp } from './ftp.kit'

let ftp: Awaited<ReturnType<typeof serveFtp>>
beforeAll(async () => {
  ftp = await serveFtp('secret')
})
afterAll(() => ftp.close())

const storeUuid = '3f0d2a10-a9a1-11f1-8a77-020000000001'
const file = (bytes: Buffer, name = 'reshenie.pdf') => ({
  storeUuid,
  name,
  size: bytes.length,
  open: () => Readable.from([bytes]),
})
const settings = () => ({ ...ftp.store, timeoutMs: 2000 })

describe('file store', () => {
  it('keeps every byte, and a repeat overwrites', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256))
    expect(await uploadFile(settings(), file(bytes))).toEqual({ ok: true })
    expect((await readFile(join(ftp.root, storeUuid, 'reshenie.pdf'))).equals(bytes)).toBe(true)
    const shorter = Buffer.from('\r\nshort\n')
    expect(await uploadFile(settings(), file(shorter))).toEqual({ ok: true })
    expect((await readFile(join(ftp.root, storeUuid, 'reshenie.pdf'))).equals(shorter)).toBe(true)
  })

  it('begins again after a broken upload, where the store does not overwrite', async () => {
    const strict = await serveFtp('secret', { overwrites: false })
    const bytes = Buffer.from('%PDF-1.7 whole')
    await mkdir(join(strict.root, storeUuid))
    await writeFile(join(strict.root, storeUuid, 'reshenie.pdf'), '%PDF')
    expect(await uploadFile({ ...strict.store, timeoutMs: 2000 }, file(bytes))).toEqual({ ok: true })
    expect((await readFile(join(strict.root, storeUuid, 'reshenie.pdf'))).equals(bytes)).toBe(true)
    await strict.close()
  })

  it('goes on where a broken upload stopped, and writes anew what has the right size already', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 11) % 256))
    const place = join(ftp.root, storeUuid, 'half.pdf')
    const starts: (number | undefined)[] = []
    const half = {
      ...file(bytes, 'half.pdf'),
      open: (start?: number) => {
        starts.push(start)
        return Readable.from([bytes.subarray(start ?? 0)])
      },
    }
    await writeFile(place, bytes.subarray(0, 120_000))
    expect(await uploadFile(settings(), half)).toEqual({ ok: true })
    expect(starts).toEqual([120_000])
    expect((await readFile(place)).equals(bytes)).toBe(true)
    await writeFile(place, Buffer.alloc(bytes.length))
    expect(await uploadFile(settings(), half)).toEqual({ ok: true })
    expect((await readFile(place)).equals(bytes)).toBe(true)
  })

  it('tells a file that arrived with another size', async () => {
    const outcome = await uploadFile(settings(), { ...file(Buffer.from('abc')), size: 4 })
    expect(outcome).toMatchObject({ ok: false, fault: 'FileSizeDiffers' })
  })

  it('tells a wrong password, a missing file, a bad name and an absent server', async () => {
    expect(await uploadFile({ ...settings(), password: 'x' }, file(Buffer.from('a')))).toMatchObject({
      fault: 'FileStoreRefused',
    })
    const missing = { ...file(Buffer.from('a')), open: () => createReadStream('/nowhere/at/all') }
    expect(await uploadFile(settings(), missing)).toMatchObject({ fault: 'FileUnreadable' })
    expect(await uploadFile(settings(), file(Buffer.from('a'), '../x'))).toMatchObject({
      fault: 'FileUnreadable',
    })
    expect(await uploadFile({ ...settings(), port: 1 }, file(Buffer.from('a')))).toMatchObject({
      fault: 'ConnectionRefused',
    })
  })

  it('does not wait for ever for a silent server', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo
    expect(await uploadFile({ ...settings(), port, timeoutMs: 200 }, file(Buffer.from('a')))).toMatchObject({
      fault: 'Timeout',
    })
    silent.close()
  })
})
