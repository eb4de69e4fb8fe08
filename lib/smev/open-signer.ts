import { readFileSync } from 'node:fs'
import { isSignedBy, readCertificate, type Certificate } from '@/lib/gost/certificate'
import { engineSigner } from '@/lib/gost/engine-signer'
import { commandSigner, httpSigner } from '@/lib/gost/external-signer'
import { readPem } from '@/lib/gost/pem'
import { readPrivateKey } from '@/lib/gost/private-key'
import { pureSigner } from '@/lib/gost/pure-signer'
import type { Signer } from '@/lib/gost/signer'
import type { Trust } from './signature/believe'

export type SignerSettings = {
  kind: 'none' | 'pure' | 'engine' | 'command' | 'http'
  /** PEM files. */
  certificate?: string
  key?: string
  password?: string
  /** JSON: the program and its arguments. */
  command?: string
  url?: string
}

const needed = (value: string | undefined, name: string): string => {
  if (!value) throw new Error(`${name} is not set, but SMEV_SIGNER asks for it`)
  return value
}

function read(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

/** Certificates of a PEM file; undefined names none. @throws with the setting's name */
export function readCertificates(file: string | undefined, name: string): Certificate[] {
  if (!file) return []
  const found = readPem(read(file, name)).filter(({ label }) => label === 'CERTIFICATE')
  if (found.length === 0) throw new Error(`${name}: ${file} has no certificate in PEM`)
  return found.map(({ der }) => readCertificate(der))
}

function readCommand(text: string): string[] {
  const command: unknown = JSON.parse(text)
  if (Array.isArray(command) && command.length > 0 && command.every((part) => typeof part === 'string'))
    return command
  throw new Error('SMEV_SIGN_COMMAND is not a JSON list of the program and its arguments')
}

/** The organisation's signer as the settings describe it; undefined for `none`. @throws with words for an administrator */
export function openSigner(settings: SignerSettings): Signer | undefined {
  if (settings.kind === 'none') return undefined
  const [certificate] = readCertificates(needed(settings.certificate, 'SMEV_CERTIFICATE'), 'SMEV_CERTIFICATE')
  if (!certificate) return undefined
  const pem = () => read(needed(settings.key, 'SMEV_KEY'), 'SMEV_KEY')
  switch (settings.kind) {
    case 'pure':
      return pureSigner(certificate, readPrivateKey(pem(), settings.password))
    case 'engine':
      return engineSigner(certificate, pem(), settings.password)
    case 'command':
      return commandSigner(certificate, readCommand(needed(settings.command, 'SMEV_SIGN_COMMAND')))
    case 'http':
      return httpSigner(certificate, new URL(needed(settings.url, 'SMEV_SIGN_URL')))
  }
}

/**
 * Whom to believe, as the settings say. Certificates of the file that vouch for themselves are roots, the others stand
 * between. @throws when a fingerprint is none, the file cannot be read, or it has no root
 */
export function openTrust({ pinned, roots }: { pinned: string; roots?: string }): Trust {
  const fingerprints = pinned
    .toLowerCase()
    .split(/[\s,]+/)
    .map((one) => one.replaceAll(':', ''))
    .filter(Boolean)
  const wrong = fingerprints.find((one) => !/^[0-9a-f]{64}$/.test(one))
  if (wrong) throw new Error(`SMEV_PINNED: ${wrong} is not a SHA-256 fingerprint (64 hexadecimal digits)`)
  const known = readCertificates(roots, 'SMEV_ROOTS')
  const isRoot = (one: Certificate) => isSignedBy(one, one)
  if (roots && !known.some(isRoot))
    throw new Error(`SMEV_ROOTS: no certificate of ${roots} vouches for itself`)
  return { pinned: fingerprints, roots: known.filter(isRoot), chain: known.filter((one) => !isRoot(one)) }
}
