import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isSignedBy, isValidAt, readCertificate } from './certificate'
import { curveOf, curves } from './curves'
import { engineSigner, findEngine } from './engine-signer'
import { commandSigner, httpSigner } from './external-signer'
import { verifyDigest } from './gost3410'
import { readPem } from './pem'
import { readPrivateKey } from './private-key'
import { pureSigner } from './pure-signer'
import { makeSelfSigned } from './self-signed'
import type { Signer } from './signer'
import { Streebog } from './streebog'

const folder = mkdtempSync(path.join(tmpdir(), 'elk-gost-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const year = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') }
const made = (set: string) => {
  const { key, certificate } = makeSelfSigned(curveOf(set), 'ООО «Пример»', year)
  return { key, pem: certificate, certificate: readCertificate(readPem(certificate)[0]!.der) }
}
const bytes = Buffer.from('то, что подписывают')
async function expectSigns({ certificate, sign }: Signer): Promise<void> {
  const digest = new Streebog(certificate.bits).update(bytes).digest()
  expect(verifyDigest(certificate.curve, certificate.publicKey, digest, await sign(bytes))).toBe(true)
}

const engine = findEngine()
const config = path.join(folder, 'openssl.cnf')
writeFileSync(
  config,
  `openssl_conf = a\n[a]\nengines = b\n[b]\ngost = c\n[c]\nengine_id = gost\ndefault_algorithms = ALL\n[req]\ndistinguished_name = d\n[d]\n`,
)
const openssl = (...args: string[]) =>
  spawnSync('openssl', args, { cwd: folder, env: { ...process.env, OPENSSL_CONF: config }, encoding: 'utf8' })
const haveOpenssl = Boolean(engine) && openssl('version').status === 0
if (!haveOpenssl) console.log('not run: OpenSSL with its ГОСТ engine is not on this machine')

describe.each(curves.slice(1).map(({ name }) => name))('a key and certificate of %s', (set) => {
  it('is made, read back and signs', async () => {
    const { key, certificate } = made(set)
    expect(certificate).toMatchObject({ owner: 'ООО «Пример»', notBefore: year.from, notAfter: year.to })
    expect(isSignedBy(certificate, certificate)).toBe(true)
    expect(isSignedBy(certificate, made(set).certificate)).toBe(false)
    await expectSigns(pureSigner(certificate, readPrivateKey(key)))
  })

  it.runIf(haveOpenssl)('OpenSSL verifies what we sign, and its certificate', async () => {
    const { key, pem, certificate } = made(set)
    writeFileSync(path.join(folder, 'c.pem'), pem)
    writeFileSync(path.join(folder, 'm'), bytes)
    writeFileSync(path.join(folder, 's'), await pureSigner(certificate, readPrivateKey(key)).sign(bytes))
    const { stdout } = openssl('x509', '-in', 'c.pem', '-noout', '-pubkey')
    writeFileSync(path.join(folder, 'p.pem'), stdout)
    const md = `-md_gost12_${certificate.bits}`
    expect(openssl('dgst', '-engine', 'gost', md, '-verify', 'p.pem', '-signature', 's', 'm').stdout).toBe(
      'Verified OK\n',
    )
    // At a time when the certificate is valid, whatever the clock says.
    expect(openssl('verify', '-attime', '1780000000', '-CAfile', 'c.pem', 'c.pem').stdout).toBe('c.pem: OK\n')
  })
})

it('a wrong password is told as one, also where what it opens ends like a padding', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  for (let at = 0; at < 1000; at++)
    expect(() => readPrivateKey(String(pem), `wrong ${at}`)).toThrow('password')
  expect(() => readPrivateKey(String(pem), 'secret')).toThrow('is not of GOST')
})

describe.runIf(haveOpenssl)('keys that OpenSSL made', () => {
  it.each([
    ['gost2012_256', 'A', 256],
    ['gost2012_256', 'TCA', 256],
    ['gost2012_512', 'A', 512],
    ['gost2012_512', 'C', 512],
  ])('%s %s, plain and encrypted, are read, and we verify what it signs', (algorithm, set, bits) => {
    openssl('genpkey', '-engine', 'gost', '-algorithm', algorithm, '-pkeyopt', `paramset:${set}`, '-out', 'k')
    openssl('req', '-engine', 'gost', '-new', '-x509', '-key', 'k', `-md_gost12_${bits}`, '-subj', '/CN=x', '-out', 'kc') // prettier-ignore
    openssl('pkcs8', '-engine', 'gost', '-topk8', '-in', 'k', '-out', 'ke', '-passout', 'pass:secret')
    const read = (file: string) => spawnSync('cat', [path.join(folder, file)], { encoding: 'utf8' }).stdout
    const key = readPrivateKey(read('k'))
    expect(readPrivateKey(read('ke'), 'secret').secret).toBe(key.secret)
    expect(() => readPrivateKey(read('ke'), 'wrong')).toThrow('password')
    expect(() => readPrivateKey(read('ke'))).toThrow('no password is given')
    const certificate = readCertificate(readPem(read('kc'))[0]!.der)
    expect(isSignedBy(certificate, certificate)).toBe(true)
    expect(() => pureSigner(certificate, key)).not.toThrow()
    writeFileSync(path.join(folder, 'm'), bytes)
    openssl('dgst', '-engine', 'gost', `-md_gost12_${bits}`, '-sign', 'k', '-out', 's', 'm')
    const signature = spawnSync('cat', [path.join(folder, 's')]).stdout
    const digest = new Streebog(certificate.bits).update(bytes).digest()
    expect(verifyDigest(certificate.curve, certificate.publicKey, digest, signature)).toBe(true)
  })

  it('the engine inside Node signs what we verify', async () => {
    // setEngine changes the whole process: a process of its own.
    const { key, pem } = made('CryptoPro-A')
    const script = `
      import { engineSigner } from ${JSON.stringify(path.join(import.meta.dirname, 'engine-signer.ts'))}
      import { readCertificate } from ${JSON.stringify(path.join(import.meta.dirname, 'certificate.ts'))}
      import { readPem } from ${JSON.stringify(path.join(import.meta.dirname, 'pem.ts'))}
      const signer = engineSigner(readCertificate(readPem(${JSON.stringify(pem)})[0].der), ${JSON.stringify(key)})
      process.stdout.write(Buffer.from(await signer.sign(Buffer.from(${JSON.stringify(bytes.toString())}))).toString('base64'))`
    writeFileSync(path.join(folder, 'engine.mts'), script)
    const ran = spawnSync(process.execPath, ['--import', 'tsx', path.join(folder, 'engine.mts')], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      encoding: 'utf8',
    })
    expect(ran.stderr).not.toContain('Error')
    const { certificate } = made('CryptoPro-A')
    const own = readCertificate(readPem(pem)[0]!.der)
    const digest = new Streebog(256).update(bytes).digest()
    const signature = Buffer.from(ran.stdout, 'base64')
    expect(verifyDigest(own.curve, own.publicKey, digest, signature)).toBe(true)
    expect(verifyDigest(own.curve, certificate.publicKey, digest, signature)).toBe(false)
  })
})

describe('an external signer', () => {
  const { key, certificate } = made('CryptoPro-A')
  const own = pureSigner(certificate, readPrivateKey(key))
  const command = (body: string) => {
    const file = path.join(folder, `${crypto.randomUUID()}.cjs`)
    writeFileSync(file, body)
    return commandSigner(certificate, [process.execPath, file], 5000)
  }

  it('is a command, in raw bytes, base64 or the reverse order', async () => {
    const signature = Buffer.from(await own.sign(bytes))
    const reversed = Buffer.from(signature).reverse()
    for (const output of [
      `Buffer.from('${signature.toString('base64')}','base64')`,
      `'${signature.toString('base64')}\\n'`,
      `'${reversed.toString('base64')}'`,
    ])
      await expectSigns(command(`process.stdin.resume().on('end', () => process.stdout.write(${output}))`))
  })

  it('that signs something else, fails or hangs is refused in words', async () => {
    await expect(command(`process.stdout.write('nonsense')`).sign(bytes)).rejects.toThrow('gave no signature')
    await expect(command(`console.error('no token'); process.exit(3)`).sign(bytes)).rejects.toThrow(
      'no token',
    )
    await expect(commandSigner(certificate, ['/no/such/program']).sign(bytes)).rejects.toThrow('ENOENT')
    const file = path.join(folder, 'hang.cjs')
    writeFileSync(file, 'setInterval(() => {}, 1000)')
    await expect(commandSigner(certificate, [process.execPath, file], 300).sign(bytes)).rejects.toThrow(
      'ended with',
    )
  })

  it('is a service', async () => {
    let status = 200
    const server = createServer((request, response) => {
      const got: Buffer[] = []
      request.on('data', (chunk: Buffer) => got.push(chunk))
      request.on('end', () =>
        own.sign(Buffer.concat(got)).then((made) => response.writeHead(status).end(made)),
      )
    }).listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/sign`)
    await expectSigns(httpSigner(certificate, url))
    status = 503
    await expect(httpSigner(certificate, url).sign(bytes)).rejects.toThrow('503')
    await new Promise((done) => server.close(done))
    await expect(httpSigner(certificate, url).sign(bytes)).rejects.toThrow()
  })
})

it.runIf(haveOpenssl)('the engine signs with a renewed key in the same process', async () => {
  for (const { key, certificate } of [made('CryptoPro-A'), made('CryptoPro-A')])
    await expectSigns(engineSigner(certificate, key))
})

it('a key of another certificate signs nothing', () => {
  expect(() => pureSigner(made('CryptoPro-A').certificate, readPrivateKey(made('CryptoPro-A').key))).toThrow(
    'is not the one of the certificate',
  )
})

it('a certificate is valid between its dates, both included', () => {
  const { certificate } = made('tc26-256-A')
  for (const [at, valid] of [
    ['2025-12-31T23:59:59Z', false],
    ['2026-01-01T00:00:00Z', true],
    ['2027-01-01T00:00:00Z', true],
    ['2027-01-01T00:00:01Z', false],
  ] as const)
    expect(isValidAt(certificate, new Date(at))).toBe(valid)
})

it.each([
  ['no PEM at all', 'no private key'],
  ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'does not match'],
])('%s is no key', (text, words) => expect(() => readPrivateKey(text)).toThrow(words))
