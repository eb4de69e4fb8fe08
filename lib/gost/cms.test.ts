import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { ContentInfo, SignedData, type SignerInfo } from '@peculiar/asn1-cms'
import { fromBER, type Constructed, type Sequence } from 'asn1js'
import { afterAll, describe, expect, it } from 'vitest'
import { readCertificate } from './certificate'
import { MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2, type DigestName } from './cms-names'
import { curveOf } from './curves'
import { openDigest } from './digest'
import { findEngine } from './engine-signer'
import { makeCms } from './make-cms'
import { readPem, toPem } from './pem'
import { readPrivateKey } from './private-key'
import { pureSigner } from './pure-signer'
import { readCms, SIGNATURE_LIMIT } from './read-cms'
import { makeSelfSigned } from './self-signed'
import { Streebog } from './streebog'
import { verifyCms } from './verify-cms'

const folder = mkdtempSync(path.join(tmpdir(), 'elk-cms-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const place = (name: string) => path.join(folder, name)
const config = place('openssl.cnf')
writeFileSync(
  config,
  `openssl_conf = a\n[a]\nengines = b\n[b]\ngost = c\n[c]\nengine_id = gost\ndefault_algorithms = ALL\n[req]\ndistinguished_name = d\n[d]\n`,
)
const openssl = (...args: string[]) =>
  spawnSync('openssl', args, { cwd: folder, env: { ...process.env, OPENSSL_CONF: config }, encoding: 'utf8' })
const haveOpenssl = Boolean(findEngine()) && openssl('version').status === 0
if (!haveOpenssl) console.log('not run: OpenSSL with its ГОСТ engine is not on this machine')

const year = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') }
const at = new Date('2026-11-05T06:12:00Z')
const document = Buffer.from('%PDF-1.7\nрешение')
const digestOf =
  (bytes: Uint8Array = document) =>
  (name: DigestName) => {
    const digest = openDigest(name)
    digest.update(bytes)
    return digest.digest()
  }
function signerOf(set = 'CryptoPro-A') {
  const { key, certificate } = makeSelfSigned(curveOf(set), 'ООО «Пример»', year)
  writeFileSync(place('c.pem'), certificate)
  return pureSigner(readCertificate(readPem(certificate)[0]!.der), readPrivateKey(key))
}
const make = (signer = signerOf()) =>
  makeCms(signer, new Streebog(signer.certificate.bits).update(document).digest(), at)
async function judge(bytes: Uint8Array, of: Uint8Array = document) {
  const read = readCms(bytes)
  return read.ok ? verifyCms(read.cms, digestOf(of)) : read
}
/** The same message with its parts changed. */
function changed(cms: Buffer, change: (data: SignedData, signer: SignerInfo) => void): Buffer {
  const info = AsnConvert.parse(cms, ContentInfo)
  const data = AsnConvert.parse(info.content, SignedData)
  change(data, data.signerInfos[0]!)
  info.content = AsnConvert.serialize(data)
  return Buffer.from(AsnConvert.serialize(info))
}

describe.each(['CryptoPro-A', 'tc26-256-A', 'tc26-512-A'])('a signature by a key of %s', (set) => {
  it('is made and read back, as DER, PEM and bare base64', async () => {
    const cms = await make(signerOf(set))
    const known = { owner: 'ООО «Пример»', notAfter: year.to }
    const signer = { isGost: true, isCades: true, signedAt: at, certificate: expect.objectContaining(known) }
    for (const form of [cms, Buffer.from(toPem('CMS', cms)), Buffer.from(cms.toString('base64'))])
      expect(await judge(form)).toEqual({ ok: true, signers: [signer] })
  })

  it.runIf(haveOpenssl)('is what OpenSSL verifies as CAdES', async () => {
    writeFileSync(place('m'), document)
    writeFileSync(place('s'), await make(signerOf(set)))
    const verify = ['cms', '-verify', '-cades', '-engine', 'gost', '-binary', '-inform', 'DER', '-in', 's', '-CAfile', 'c.pem', '-attime', '1780000000', '-purpose', 'any', '-out', 'out'] // prettier-ignore
    const right = openssl(...verify, '-content', 'm')
    expect(right.stderr).toMatch(/verification successful/i)
    writeFileSync(place('m'), 'something else')
    expect(openssl(...verify, '-content', 'm').status).not.toBe(0)
  })
})

describe.runIf(haveOpenssl)('signatures that OpenSSL made', () => {
  const newKey = (name: string, algorithm: string[], digest: string) => {
    openssl('genpkey', '-engine', 'gost', '-algorithm', ...algorithm, '-out', `${name}.key`)
    openssl('req', '-engine', 'gost', '-utf8', '-new', '-x509', '-key', `${name}.key`, digest, '-subj', `/SN=Образцова/GN=Вымышленна Тестовна/O=МФЦ/CN=${name}`, '-addext', 'subjectKeyIdentifier=hash', '-out', `${name}.pem`) // prettier-ignore
  }
  const sign = (name: string, digest: string, ...more: string[]) => {
    writeFileSync(place('m'), document)
    const { status, stderr } = openssl('cms', '-sign', '-engine', 'gost', '-binary', '-in', 'm', '-signer', `${name}.pem`, '-inkey', `${name}.key`, '-md', digest, '-outform', 'DER', '-out', `${name}.sig`, ...more) // prettier-ignore
    expect(status, stderr).toBe(0)
    return readFileSync(place(`${name}.sig`))
  }

  it.each([
    ['gost2012_256', 'A', 'md_gost12_256'],
    ['gost2012_256', 'TCA', 'md_gost12_256'],
    ['gost2012_512', 'A', 'md_gost12_512'],
  ])('by %s %s: plain, CAdES, without attributes, named by the key', async (algorithm, set, digest) => {
    newKey('g', [algorithm, '-pkeyopt', `paramset:${set}`], `-${digest}`)
    const certificate = expect.objectContaining({
      owner: 'Образцова Вымышленна Тестовна',
      organisation: 'МФЦ',
    })
    const signer = { certificate, isGost: true, isCades: false, signedAt: expect.any(Date) }
    expect(await judge(sign('g', digest))).toEqual({ ok: true, signers: [signer] })
    expect(await judge(sign('g', digest, '-keyid'))).toEqual({ ok: true, signers: [signer] })
    expect(await judge(sign('g', digest, '-cades'))).toEqual({
      ok: true,
      signers: [{ ...signer, isCades: true }],
    })
    const bare = sign('g', digest, '-noattr')
    expect(await judge(bare)).toEqual({ ok: true, signers: [{ certificate, isGost: true, isCades: false }] })
    expect(await judge(bare, Buffer.from('other'))).toEqual({ ok: false, problem: 'broken' })
    expect(await judge(sign('g', digest), Buffer.from('other'))).toEqual({ ok: false, problem: 'otherFile' })
    expect(await judge(sign('g', digest, '-nocerts'))).toEqual({ ok: false, problem: 'noCertificate' })
    expect(await judge(sign('g', digest, '-nodetach'))).toEqual({ ok: false, problem: 'attached' })
  })

  it('by two signers are both verified', async () => {
    newKey('one', ['gost2012_256', '-pkeyopt', 'paramset:A'], '-md_gost12_256')
    newKey('two', ['gost2012_256', '-pkeyopt', 'paramset:B'], '-md_gost12_256')
    sign('one', 'md_gost12_256')
    const { stderr } = openssl('cms', '-resign', '-engine', 'gost', '-binary', '-inform', 'DER', '-in', 'one.sig', '-signer', 'two.pem', '-inkey', 'two.key', '-md', 'md_gost12_256', '-outform', 'DER', '-out', 'both.sig') // prettier-ignore
    const judged = await judge(readFileSync(place('both.sig')))
    expect(judged, stderr).toMatchObject({ ok: true, signers: [{ isGost: true }, { isGost: true }] })
  })

  it('by RSA are «not ГОСТ», and still of these bytes only', async () => {
    newKey('r', ['RSA'], '-sha256')
    const cms = sign('r', 'sha256')
    expect(await judge(cms)).toMatchObject({ ok: true, signers: [{ isGost: false }] })
    expect(await judge(cms, Buffer.from('other'))).toEqual({ ok: false, problem: 'otherFile' })
    expect(await judge(sign('r', 'sha256', '-noattr'))).toEqual({ ok: false, problem: 'unknownAlgorithm' })
  })
})

describe('what is wrong is told apart', () => {
  it('other bytes, no certificate, a broken value, another certificate', async () => {
    const cms = await make()
    expect(await judge(cms, Buffer.from('%PDF-1.7\nдругое'))).toEqual({ ok: false, problem: 'otherFile' })
    expect(await judge(changed(cms, (data) => void (data.certificates = undefined)))).toEqual({
      ok: false,
      problem: 'noCertificate',
    })
    const flip = changed(cms, (_, signer) => (new Uint8Array(signer.signature.buffer)[5]! ^= 1))
    expect(await judge(flip)).toEqual({ ok: false, problem: 'broken' })
    const attribute = (signer: SignerInfo, type: string) =>
      signer.signedAttrs!.find(({ attrType }) => attrType === type)!
    const last = (value: ArrayBuffer) => (new Uint8Array(value)[value.byteLength - 1]! ^= 1)
    const wrong = (type: string) => changed(cms, (_, signer) => last(attribute(signer, type).attrValues[0]!))
    expect(await judge(wrong(MESSAGE_DIGEST))).toEqual({ ok: false, problem: 'otherFile' })
    expect(await judge(wrong(SIGNING_CERTIFICATE_V2))).toEqual({ ok: false, problem: 'otherCertificate' })
  })

  it('attributes that are missing, doubled, or changed after signing', async () => {
    const cms = await make()
    const without = changed(cms, (_, signer) => void signer.signedAttrs!.pop())
    const judged = await judge(without)
    expect(judged.ok).toBe(false)
    const doubled = changed(cms, (_, signer) => void signer.signedAttrs!.push(signer.signedAttrs![0]!))
    expect(await judge(doubled)).toEqual({ ok: false, problem: 'attributes' })
    // Dropping all of them makes another signature of it: over the bytes themselves, which it is not.
    const bare = changed(cms, (_, signer) => {
      signer.signedAttrs = undefined
      signer.signedAttrsRaw = undefined
    })
    expect(await judge(bare)).toEqual({ ok: false, problem: 'broken' })
  })

  it('attributes put beside the signed ones are not believed', async () => {
    const genuine = await make()
    const other = Buffer.from('%PDF-1.7\nподмена')
    const forged = changed(genuine, (_, signer) => {
      const digest = signer.signedAttrs!.find(({ attrType }) => attrType === MESSAGE_DIGEST)!
      digest.attrValues = [
        AsnConvert.serialize(new OctetString(new Uint8Array(digestOf(other)('streebog256')))),
      ]
    })
    const partsOf = (cms: Buffer) => {
      const outer = fromBER(cms).result as Sequence
      const content = outer.valueBlock.value[1] as Constructed
      return { outer, parts: (content.valueBlock.value[0] as Sequence).valueBlock.value }
    }
    const real = partsOf(genuine).parts.at(-1)!
    for (const place of [partsOf(forged).parts.length, -1]) {
      const { outer, parts } = partsOf(forged)
      parts.splice(place, 0, real)
      expect((await judge(Buffer.from(outer.toBER()), other)).ok).toBe(false)
    }
  })

  it('a file that cannot be read is no fault of the signature', async () => {
    const read = readCms(await make())
    const gone = () => Promise.reject(new Error('ENOENT'))
    await expect(read.ok && verifyCms(read.cms, gone)).rejects.toThrow('ENOENT')
  })

  it('a file that is no signature at all', async () => {
    const deep = Buffer.alloc(SIGNATURE_LIMIT, Buffer.from([0x30, 0x80]))
    const wide = Buffer.alloc(SIGNATURE_LIMIT, Buffer.from([0x05, 0x00]))
    wide.set([0x30, 0x82, 0xff, 0xfc])
    for (const bytes of [document, Buffer.alloc(0), Buffer.from([0x30]), deep, wide, Buffer.from('MIIB')])
      expect(readCms(bytes)).toEqual({ ok: false, problem: 'unreadable' })
    expect(readCms(Buffer.alloc(SIGNATURE_LIMIT + 1))).toEqual({ ok: false, problem: 'tooLarge' })
  })

  it('throws for nothing, whatever byte is damaged or cut', async () => {
    const cms = await make()
    for (let place = 0; place < cms.length; place += 7) {
      const damaged = Buffer.from(cms)
      damaged[place]! ^= 0xff
      await judge(damaged)
      expect(readCms(cms.subarray(0, place)).ok).toBe(false)
    }
  })
})
