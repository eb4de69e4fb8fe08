import { mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { curveOf } from '@/lib/gost/curves'
import { makeSelfSigned } from '@/lib/gost/self-signed'

/** The gateways as a worker with these settings opens them. */
async function open(settings: Record<string, string>, onMended?: (driver: string, fault: string) => void) {
  vi.resetModules()
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
  const { openGateways } = await import('./gateway')
  return openGateways({ now: true, onMended })
}
afterEach(() => vi.unstubAllEnvs())

it('the usual driver must open', async () => {
  await expect(open({ SMEV_DRIVER: 'adapter' })).rejects.toThrow('SMEV_ADAPTER_FILES is not set')
  const inbox = mkdtempSync(path.join(tmpdir(), 'in-'))
  const folder = { SMEV_DRIVER: 'folder', SMEV_ADAPTER_SYSTEM: 'ARM01', SMEV_FOLDER_IN: inbox }
  await expect(open({ ...folder, SMEV_FOLDER_OUT: inbox })).rejects.toThrow('one folder')
  const gateways = await open({ ...folder, SMEV_FOLDER_OUT: path.join(inbox, 'out') })
  expect(await gateways.of('FOLDER').receive()).toEqual({ kind: 'empty' })
  gateways.close()
})

it('another that cannot be opened refuses all and names its setting; opened once, it is the same', async () => {
  const gateways = await open({})
  const adapter = gateways.of('ADAPTER')
  expect(adapter.prepare({ messageId: '', environment: 'SVCDEV', kind: 'CREATE', orders: [] })).toMatchObject(
    {
      verdict: 'stop',
      fault: 'DriverUnavailable',
    },
  )
  expect(await adapter.receive()).toMatchObject({
    verdict: 'stop',
    text: expect.stringContaining('ADAPTER: SMEV_ADAPTER_FILES is not set'),
  })
  expect(gateways.of('DIRECT')).toBe(gateways.of('DIRECT'))
  gateways.close()
})

it('keys that went away stop all, renewed ones work without a restart, and it is told that they do', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keys-'))
  const file = { key: path.join(folder, 'key.pem'), certificate: path.join(folder, 'certificate.pem') }
  const write = (to: string) => {
    const made = makeSelfSigned(curveOf('CryptoPro-A'), 'МФЦ', {
      from: new Date('2026-01-01'),
      to: new Date(to),
    })
    writeFileSync(file.key, made.key)
    writeFileSync(file.certificate, made.certificate)
  }
  write('2036-01-01')
  const mended = vi.fn()
  const settings = { SMEV_SIGNER: 'pure', SMEV_KEY: file.key, SMEV_CERTIFICATE: file.certificate }
  const gateways = await open(settings, mended)
  const first = gateways.of('DIRECT')
  let at = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => (at += 2000))
  const later = () => gateways.of('DIRECT')
  expect(later()).toBe(first)

  renameSync(file.key, `${file.key}.away`)
  expect(later().refuses).toMatchObject({
    fault: 'DriverUnavailable',
    text: expect.stringContaining('SMEV_KEY'),
  })
  renameSync(`${file.key}.away`, file.key)
  const second = later()
  expect(second.refuses).toBeUndefined()
  expect(second).not.toBe(first)
  expect(mended.mock.calls).toEqual([['DIRECT', 'DriverUnavailable']])

  write('2026-02-01')
  expect(later().refuses).toEqual({
    fault: 'CertificateEnded',
    text: 'DIRECT: the certificate ended 2026-02-01T00:00:00.000Z',
  })
  expect(later().refuses).toBeDefined()
  write('2036-02-01')
  expect(later().refuses).toBeUndefined()
  expect(mended.mock.calls.at(-1)).toEqual(['DIRECT', 'CertificateEnded'])
  gateways.close()
  vi.restoreAllMocks()
})
