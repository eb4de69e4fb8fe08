import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findEngine } from '@/lib/gost/engine-signer'
import { makeKey } from './commands/keygen'
import { openSigner, openTrust, readCertificates } from './open-signer'
import { judge } from './signature/believe'

const folder = mkdtempSync(path.join(tmpdir(), 'elk-open-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => path.join(folder, name)
const [key = '', certificate = ''] = makeKey(at('own'), 'ООО «Пример»', 'CryptoPro-A', 30)
const [foreignKey = ''] = makeKey(at('foreign'), 'Другие', 'CryptoPro-A', 30)

describe('the signer of the settings', () => {
  it('is none, or signs', async () => {
    expect(openSigner({ kind: 'none' })).toBeUndefined()
    const signer = openSigner({ kind: 'pure', key, certificate })
    expect(signer?.certificate.owner).toBe('ООО «Пример»')
    expect((await signer?.sign(Buffer.from('x')))?.length).toBe(64)
  })

  it.each([
    [{ kind: 'pure' as const, key }, 'SMEV_CERTIFICATE is not set'],
    [{ kind: 'pure' as const, certificate }, 'SMEV_KEY is not set'],
    [{ kind: 'pure' as const, certificate: at('no'), key }, 'SMEV_CERTIFICATE: ENOENT'],
    [{ kind: 'pure' as const, certificate: key, key }, 'has no certificate in PEM'],
    [{ kind: 'pure' as const, certificate, key: foreignKey }, 'is not the one of the certificate'],
    [{ kind: 'command' as const, certificate }, 'SMEV_SIGN_COMMAND is not set'],
    [{ kind: 'command' as const, certificate, command: '"sign"' }, 'not a JSON list'],
    [{ kind: 'http' as const, certificate }, 'SMEV_SIGN_URL is not set'],
  ])('%o is told in words', (settings, words) => expect(() => openSigner(settings)).toThrow(words))
})

describe('trust of the settings', () => {
  it('takes fingerprints as people copy them, and nothing else', () => {
    const [own] = readCertificates(certificate, 'x')
    const copied = own!.fingerprint.toUpperCase().replace(/..(?=.)/g, '$&:')
    expect(openTrust({ pinned: ` ${copied} , ${'a'.repeat(64)}` }).pinned).toEqual([
      own!.fingerprint,
      'a'.repeat(64),
    ])
    expect(() => openTrust({ pinned: 'abc' })).toThrow('SMEV_PINNED')
  })

  const engine = findEngine()
  if (!engine) console.log('not run: a chain of certificates, OpenSSL has no ГОСТ engine here')
  it.runIf(engine)(
    'a certificate between leads to its root; without a root nobody is trusted by silence',
    () => {
      writeFileSync(
        at('cnf'),
        'openssl_conf=a\n[a]\nengines=b\n[b]\ngost=c\n[c]\nengine_id=gost\ndefault_algorithms=ALL\n[req]\ndistinguished_name=d\n[d]\n',
      )
      const openssl = (line: string) =>
        spawnSync('openssl', line.split(' '), {
          cwd: folder,
          env: { ...process.env, OPENSSL_CONF: at('cnf') },
        })
      const make = '-engine gost -newkey gost2012_256 -pkeyopt paramset:A -nodes -md_gost12_256'
      const issue = '-engine gost -CAcreateserial -days 30 -md_gost12_256'
      openssl(`req -x509 ${make} -keyout r.key -out r.pem -days 30 -subj /CN=root`)
      openssl(`req ${make} -keyout b.key -out b.csr -subj /CN=between`)
      openssl(`x509 -req ${issue} -in b.csr -CA r.pem -CAkey r.key -out b.pem`)
      openssl(`req ${make} -keyout l.key -out l.csr -subj /CN=leaf`)
      openssl(`x509 -req ${issue} -in l.csr -CA b.pem -CAkey b.key -out l.pem`)
      writeFileSync(at('both.pem'), readFileSync(at('r.pem'), 'utf8') + readFileSync(at('b.pem'), 'utf8'))
      const [leaf] = readCertificates(at('l.pem'), 'x')
      const judged = (roots: string) => () =>
        judge(leaf!, openTrust({ pinned: '', roots: at(roots) }), new Date())
      expect(judged('both.pem')).not.toThrow()
      expect(judged('r.pem')).toThrow('nobody trusted vouches for leaf')
      expect(judged('b.pem')).toThrow('vouches for itself')
    },
  )
})
