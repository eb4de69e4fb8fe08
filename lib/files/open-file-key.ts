import { readFile, stat } from 'node:fs/promises'
import { now } from '@/lib/core/clock'
import { env, type Env } from '@/lib/core/env'
import { isValidAt, readCertificate } from '@/lib/gost/certificate'
import { readPem } from '@/lib/gost/pem'
import { readPrivateKey } from '@/lib/gost/private-key'
import { pureSigner } from '@/lib/gost/pure-signer'
import type { Signer } from '@/lib/gost/signer'

type Settings = Pick<
  Env,
  'FILES_SIGN_BY_ORGANISATION' | 'FILES_SIGN_KEY' | 'FILES_SIGN_CERTIFICATE' | 'FILES_SIGN_KEY_PASSWORD'
>
export type FileKey =
  { state: 'off' } | { state: 'ready'; signer: Signer } | { state: 'unreadable'; reason: string }

let last: { of: string; signer: Signer } | undefined

async function read(settings: Settings): Promise<Signer> {
  const { FILES_SIGN_KEY: key, FILES_SIGN_CERTIFICATE: place, FILES_SIGN_KEY_PASSWORD: password } = settings
  if (!key || !place) throw new Error('FILES_SIGN_KEY and FILES_SIGN_CERTIFICATE must both name a PEM file')
  const times = await Promise.all([stat(key), stat(place)])
  const of = [key, place, ...times.map(({ mtimeMs }) => mtimeMs)].join()
  if (last?.of === of) return last.signer
  const block = readPem(await readFile(place, 'utf8')).find(({ label }) => label === 'CERTIFICATE')
  if (!block) throw new Error(`no certificate in ${place}`)
  const certificate = readCertificate(block.der)
  // Of 256 bits alone the digest of a file is known without reading the file again.
  if (certificate.bits !== 256) throw new Error('a key of 256 bits is wanted to sign files')
  const signer = pureSigner(certificate, readPrivateKey(await readFile(key, 'utf8'), password))
  last = { of, signer }
  return signer
}

/**
 * The organisation's key that signs files, for the worker alone (decision 15). Read again when its files change, so that
 * a mended one works without a restart; never throws.
 */
export async function openFileKey(settings: Settings = env()): Promise<FileKey> {
  if (!settings.FILES_SIGN_BY_ORGANISATION) return { state: 'off' }
  try {
    const signer = await read(settings)
    if (isValidAt(signer.certificate, now())) return { state: 'ready', signer }
    return { state: 'unreadable', reason: 'the certificate that signs files is not valid now' }
  } catch (error) {
    return { state: 'unreadable', reason: error instanceof Error ? error.message : String(error) }
  }
}
