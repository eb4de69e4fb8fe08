import type { Signer } from '@/lib/gost/signer'
import { DSIG } from './algorithms'
import { signedInfoXml } from './signed-info'

/**
 * ds:Signature of the element with this Id.
 * @param element the element as it is sent, in the form that the СМЭВ transform gives: signing costs no second pass
 */
export async function signElement(element: string, id: string, signer: Signer): Promise<string> {
  const { bits, der } = signer.certificate
  const digest = signer.digest(Buffer.from(element))
  const signedInfo = signedInfoXml(id, digest, bits)
  const value = Buffer.from(await signer.sign(Buffer.from(signedInfo))).toString('base64')
  return (
    `<ds:Signature xmlns:ds="${DSIG}">${signedInfo.replace(` xmlns:ds="${DSIG}"`, '')}` +
    `<ds:SignatureValue>${value}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${der.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>` +
    '</ds:Signature>'
  )
}
