import type { Certificate } from '../../lib/gost/certificate'
import { openDigest } from '../../lib/gost/digest'
import { verifyDigest } from '../../lib/gost/gost3410'
import { readCms } from '../../lib/gost/read-cms'
import { Streebog } from '../../lib/gost/streebog'
import { verifyCms } from '../../lib/gost/verify-cms'

/**
 * Whether client_secret is a signature of this text by the registered certificate: the bare signature s ‖ r, or a
 * detached CMS that carries that very certificate.
 */
export async function isSignedByClient(secret: string, text: string, client: Certificate): Promise<boolean> {
  const bytes = Buffer.from(secret, 'base64url')
  const content = Buffer.from(text, 'utf8')
  if (bytes.length === 2 * client.curve.size)
    return verifyDigest(
      client.curve,
      client.publicKey,
      new Streebog(client.bits).update(content).digest(),
      bytes,
    )
  const read = readCms(bytes)
  if (!read.ok || read.cms.certificates.length !== 1) return false
  if (!Buffer.from(read.cms.certificates[0]!).equals(client.der)) return false
  const verified = await verifyCms(read.cms, (name) => {
    const digest = openDigest(name)
    digest.update(content)
    return digest.digest()
  })
  return verified.ok && verified.signers.every(({ isGost }) => isGost)
}

/** What ЕСИА's portal shows beside an uploaded certificate: ГОСТ Р 34.11-2012 (256) of its DER. */
export const certificateHash = ({ der }: Certificate): string =>
  Buffer.from(new Streebog(256).update(der).digest()).toString('hex').toUpperCase()

const FORMAT = /^(\d{4})\.(\d\d)\.(\d\d) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)$/
const FRESH_MS = 5 * 60_000

/** yyyy.MM.dd HH:mm:ss Z, no further from our clock than minutes. */
export function isFresh(timestamp: string, now = Date.now()): boolean {
  const [, year, month, day, hour, minute, second, zone, rest] = FORMAT.exec(timestamp) ?? []
  if (!year) return false
  const moment = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}:${rest}`)
  return Math.abs(moment - now) <= FRESH_MS
}
