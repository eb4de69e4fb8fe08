import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readCertificate } from '../../lib/gost/certificate'
import { curveOf } from '../../lib/gost/curves'
import { readPem } from '../../lib/gost/pem'
import { readPrivateKey } from '../../lib/gost/private-key'
import { pureSigner } from '../../lib/gost/pure-signer'
import { makeSelfSigned } from '../../lib/gost/self-signed'
import type { Signer } from '../../lib/gost/signer'

export type Keys = { gost: Signer; rsa: KeyObject }

const TEN_YEARS = 3650 * 86_400_000

/** ЕСИА's own keys, made at the first start. `trust.pem` is what a client believes: the certificate and the RSA key. */
export function openKeys(folder: string): Keys {
  const at = (name: string) => path.join(folder, name)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(at('trust.pem'))) {
    const from = new Date()
    const validity = { from, to: new Date(from.getTime() + TEN_YEARS) }
    const made = makeSelfSigned(curveOf('CryptoPro-A'), 'Тренажёр ЕСИА', validity)
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    writeFileSync(at('key.pem'), made.key, { mode: 0o600 })
    writeFileSync(at('rsa.pem'), rsa.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const open = createPublicKey(rsa).export({ type: 'spki', format: 'pem' })
    writeFileSync(at('trust.pem'), `${made.certificate}${String(open)}`)
  }
  const read = (name: string) => readFileSync(at(name), 'utf8')
  const certificate = readPem(read('trust.pem')).find(({ label }) => label === 'CERTIFICATE')
  if (!certificate) throw new Error(`${at('trust.pem')} has no certificate`)
  return {
    gost: pureSigner(readCertificate(certificate.der), readPrivateKey(read('key.pem'))),
    rsa: createPrivateKey(read('rsa.pem')),
  }
}
