import { makeCms } from '@/lib/gost/make-cms'
import type { Esia } from './settings'

/** A moment as ЕСИА wants it: yyyy.MM.dd HH:mm:ss Z. */
export const esiaTimestamp = (at: Date): string =>
  at.toISOString().replace(/^(\d+)-(\d+)-(\d+)T([\d:]+)\..*$/, '$1.$2.$3 $4 +0000')

/**
 * ЕСИА knows its client by a signature over the request's own values, one after another without anything between:
 * bare (s ‖ r, with client_certificate_hash beside it), or as a detached CMS.
 * @throws when the key's holder does not answer
 */
export async function clientSecret(
  { signer, form }: Pick<Esia, 'signer' | 'form'>,
  values: readonly string[],
  at: Date,
): Promise<string> {
  const bytes = Buffer.from(values.join(''), 'utf8')
  const signed =
    form === 'cms' ? await makeCms(signer, signer.digest(bytes), at) : Buffer.from(await signer.sign(bytes))
  return signed.toString('base64url')
}
