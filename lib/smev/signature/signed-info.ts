import type { Bits } from '@/lib/gost/certificate'
import { digestUri, DSIG, EXC_C14N, signatureUri, SMEV_TRANSFORM } from './algorithms'

const algorithm = (name: string, uri: string, inner = '') =>
  `<ds:${name} Algorithm="${uri}">${inner}</ds:${name}>`

/** SignedInfo in its canonical form, so that what is signed is what is sent (protocol.md, 4.7). */
export function signedInfoXml(id: string, digest: Uint8Array, bits: Bits): string {
  return (
    `<ds:SignedInfo xmlns:ds="${DSIG}">` +
    algorithm('CanonicalizationMethod', EXC_C14N) +
    algorithm('SignatureMethod', signatureUri[bits]) +
    `<ds:Reference URI="#${id}"><ds:Transforms>` +
    algorithm('Transform', EXC_C14N) +
    algorithm('Transform', SMEV_TRANSFORM) +
    '</ds:Transforms>' +
    algorithm('DigestMethod', digestUri[bits]) +
    `<ds:DigestValue>${Buffer.from(digest).toString('base64')}</ds:DigestValue>` +
    '</ds:Reference></ds:SignedInfo>'
  )
}
