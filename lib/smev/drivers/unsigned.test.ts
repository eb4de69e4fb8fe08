import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { updateFacts } from '@/lib/delivery/facts.examples.kit'
import type { GatewaySettings } from '../contract'
import { mintMessageId } from '../envelope/message-id'
import { createGateway } from '../gateway'
import { testSigner } from '../signature/answer.kit'

const messageId = mintMessageId()
const settings: GatewaySettings = {
  endpoint: 'http://127.0.0.1:1/ws',
  fileStore: { host: '127.0.0.1', port: 1, user: 'anonymous', password: 'anonymous' },
  selector: {},
  timeoutMs: 500,
  maxBytes: 1000,
}

describe('without a signer', () => {
  it.each([
    ['http://smev.example.ru:7500/ws', '127.0.0.1'],
    ['http://127.0.0.1.example.ru/ws', '127.0.0.1'],
    ['http://localhost.example.ru/ws', '127.0.0.1'],
    ['http://127.0.0.1/ws', 'ftp.example.ru'],
    ['http://10.0.0.1/ws', '127.0.0.1'],
    ['http://[::2]/ws', '127.0.0.1'],
    ['http://0.0.0.0/ws', '127.0.0.1'],
    ['ftp://127.0.0.1/ws', '127.0.0.1'],
    ['nonsense', '127.0.0.1'],
  ])('nothing leaves for %s and %s', async (endpoint, host) => {
    const closed = createGateway({ ...settings, endpoint, fileStore: { ...settings.fileStore, host } })
    const refused = { verdict: 'stop', fault: 'UnsignedBeyondLoopback' }
    expect(await closed.send(Buffer.from('x'), messageId)).toMatchObject(refused)
    expect(await closed.receive()).toMatchObject({ kind: 'fault', ...refused })
    expect(await closed.acknowledge('m-1')).toMatchObject({ ok: false, ...refused })
    expect(
      await closed.upload({ storeUuid: 'x', name: 'x', size: 1, open: () => Readable.from(['x']) }),
    ).toMatchObject({ ok: false, ...refused })
    expect(
      closed.prepare({ messageId, environment: 'SVCDEV', kind: 'UPDATE', orders: [updateFacts()] }),
    ).toMatchObject({ ok: false })
    closed.close()
  })

  it('nothing leaves for an S3 store elsewhere', async () => {
    const s3 = { bucket: 'attachment', region: 'x', accessKey: 'x', secretKey: 'x' }
    for (const [endpoint, ok] of [
      ['http://127.0.0.1:1', true],
      ['https://s3.example.ru', false],
      ['nonsense', false],
    ] as const) {
      const gateway = createGateway({ ...settings, fileStore: { ...s3, endpoint } })
      const prepared = gateway.prepare({
        messageId,
        environment: 'SVCDEV',
        kind: 'UPDATE',
        orders: [updateFacts()],
      })
      expect(prepared.ok).toBe(ok)
      gateway.close()
    }
  })

  it('and a key alone, or trust that names nobody, open no way out', () => {
    const away = { ...settings, endpoint: 'http://smev.example.ru:7500/ws' }
    const signer = testSigner('Администрация')
    const nobody = { pinned: [], roots: [], chain: [] }
    const create = (more: object) => createGateway({ ...away, ...more })
    const refused = (more: object) => {
      const gateway = create(more)
      const prepared = gateway.prepare({
        messageId,
        environment: 'SVCDEV',
        kind: 'UPDATE',
        orders: [updateFacts()],
      })
      gateway.close()
      return !prepared.ok
    }
    expect(refused({ signer })).toBe(true)
    expect(refused({ signer, trust: nobody })).toBe(true)
    expect(refused({ trust: { ...nobody, roots: [signer.certificate] } })).toBe(true)
    expect(refused({ signer, trust: { ...nobody, pinned: [signer.certificate.fingerprint] } })).toBe(false)
    expect(refused({ signer, trust: { ...nobody, roots: [signer.certificate] } })).toBe(false)
  })

  it.each(['http://127.8.9.10:1/', 'http://localhost:1/', 'http://[::1]:1/', 'https://LOCALHOST:1/'])(
    '%s is loopback',
    (endpoint) => {
      const open = createGateway({ ...settings, endpoint })
      expect(
        open.prepare({ messageId, environment: 'SVCDEV', kind: 'UPDATE', orders: [updateFacts()] }),
      ).toMatchObject({ ok: true })
      open.close()
    },
  )
})
