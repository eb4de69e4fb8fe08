import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'

/** The gateways as a worker with these settings opens them. */
async function open(settings: Record<string, string>) {
  vi.resetModules()
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
  const { openGateways } = await import('./gateway')
  return openGateways()
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
