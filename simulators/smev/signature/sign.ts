import type { Signer } from '../../../lib/gost/signer'
import { Streebog } from '../../../lib/gost/streebog'
import { withDocument } from '../xml/parse'
import { DIGEST, DS, EXCLUSIVE, SIGNATURE, SMEV_TRANSFORM } from './algorithms'
import { smevTransform } from './transform'

/** `ds:Signature` of a fragment that stands on its own feet: every namespace it uses is declared in it. */
export async function signFragment(signer: Signer, fragment: string, id: string): Promise<string> {
  const { bits, der } = signer.certificate
  const transformed = withDocument(Buffer.from(fragment), ({ root }) => smevTransform(root))
  const digest = new Streebog(bits).update(Buffer.from(transformed)).digest()
  // Written in canonical form, so that what is signed and what is sent differ by the declaration of ds alone.
  const inside =
    `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${SIGNATURE[bits]}"></ds:SignatureMethod>` +
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${EXCLUSIVE}"></ds:Transform>` +
    `<ds:Transform Algorithm="${SMEV_TRANSFORM}"></ds:Transform></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${DIGEST[bits]}"></ds:DigestMethod>` +
    `<ds:DigestValue>${Buffer.from(digest).toString('base64')}</ds:DigestValue></ds:Reference></ds:SignedInfo>`
  const value = await signer.sign(Buffer.from(`<ds:SignedInfo xmlns:ds="${DS}">${inside}`))
  return (
    `<ds:Signature xmlns:ds="${DS}"><ds:SignedInfo>${inside}` +
    `<ds:SignatureValue>${Buffer.from(value).toString('base64')}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${der.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>` +
    `</ds:Signature>`
  )
}
