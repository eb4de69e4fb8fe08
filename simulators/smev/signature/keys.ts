import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Certificate, readCertificate } from '../../../lib/gost/certificate'
import { curveOf } from '../../../lib/gost/curves'
import { engineSigner, findEngine } from '../../../lib/gost/engine-signer'
import { readPem } from '../../../lib/gost/pem'
import { readPrivateKey } from '../../../lib/gost/private-key'
import { pureSigner } from '../../../lib/gost/pure-signer'
import { makeSelfSigned } from '../../../lib/gost/self-signed'
import type { Signer } from '../../../lib/gost/signer'

const DAY = 86_400_000
const OWNERS = { smev: 'Тренажёр СМЭВ', epgu: 'Тренажёр ЕПГУ' } as const
type Party = keyof typeof OWNERS

export interface PartyKey {
  signer: Signer
  pem: string
}
export type Keys = Record<Party, PartyKey>

/** The keys of СМЭВ and of ЕПГУ: made at the first start, kept beside the rest of the state. */
export function openKeys(data: string): Keys {
  const folder = path.join(data, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return { smev: openKey(folder, 'smev'), epgu: openKey(folder, 'epgu') }
}

function openKey(folder: string, party: Party): PartyKey {
  const file = path.join(folder, `${party}.pem`)
  if (!existsSync(file)) make(file, OWNERS[party])
  const text = readFileSync(file, 'utf8')
  const block = readPem(text).find(({ label }) => label === 'CERTIFICATE')
  if (!block) throw new Error(`${file} holds no certificate; delete it to have a new one made`)
  const certificate = readCertificate(block.der)
  const signer = byEngine(certificate, text) ?? pureSigner(certificate, readPrivateKey(text))
  return { signer, pem: text.slice(text.indexOf('-----BEGIN CERTIFICATE')) }
}

/** Where OpenSSL has the algorithms of ГОСТ the simulator takes a tenth of the time for a signature. */
function byEngine(certificate: Certificate, pem: string): Signer | undefined {
  try {
    return findEngine() ? engineSigner(certificate, pem) : undefined
  } catch {
    return undefined
  }
}

function make(file: string, owner: string): void {
  const now = Date.now()
  const validity = { from: new Date(now - DAY), to: new Date(now + 10 * 365 * DAY) }
  const { key, certificate } = makeSelfSigned(curveOf('CryptoPro-A'), owner, validity)
  writeFileSync(`${file}.new`, key + certificate, { mode: 0o600 })
  chmodSync(`${file}.new`, 0o600)
  renameSync(`${file}.new`, file)
}

export function certificatesOf(keys: Keys) {
  return Object.entries(keys).map(([party, { signer, pem }]) => ({
    party,
    owner: signer.certificate.owner,
    serial: signer.certificate.serial,
    notBefore: signer.certificate.notBefore.toISOString(),
    notAfter: signer.certificate.notAfter.toISOString(),
    fingerprint: signer.certificate.fingerprint,
    pem,
  }))
}
