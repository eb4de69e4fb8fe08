import { readFileSync } from 'node:fs'
import { readCertificate, type Certificate } from './certificate'
import { engineSigner } from './engine-signer'
import { commandSigner, httpSigner } from './external-signer'
import { readPem } from './pem'
import { readPrivateKey } from './private-key'
import { pureSigner } from './pure-signer'
import type { Signer } from './signer'

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
  if (!value) throw new Error(`${name} is not set, but ${name.replace(/_.*/, '_SIGNER')} asks for it`)
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

function readCommand(text: string, name: string): string[] {
  const command: unknown = JSON.parse(text)
  if (Array.isArray(command) && command.length > 0 && command.every((part) => typeof part === 'string'))
    return command
  throw new Error(`${name} is not a JSON list of the program and its arguments`)
}

/**
 * A signer as the settings describe it; undefined for `none`.
 * @param prefix how the settings' names begin: SMEV or ESIA
 * @throws with words for an administrator
 */
export function openSigner(settings: SignerSettings, prefix = 'SMEV'): Signer | undefined {
  if (settings.kind === 'none') return undefined
  const name = (rest: string) => `${prefix}_${rest}`
  const [certificate] = readCertificates(
    needed(settings.certificate, name('CERTIFICATE')),
    name('CERTIFICATE'),
  )
  if (!certificate) return undefined
  const pem = () => read(needed(settings.key, name('KEY')), name('KEY'))
  switch (settings.kind) {
    case 'pure':
      return pureSigner(certificate, readPrivateKey(pem(), settings.password))
    case 'engine':
      return engineSigner(certificate, pem(), settings.password)
    case 'command':
      return commandSigner(
        certificate,
        readCommand(needed(settings.command, name('SIGN_COMMAND')), name('SIGN_COMMAND')),
      )
    case 'http':
      return httpSigner(certificate, new URL(needed(settings.url, name('SIGN_URL'))))
  }
}
