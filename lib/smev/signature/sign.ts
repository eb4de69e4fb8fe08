import type { Certificate } from '@/lib/gost/certificate'
import type { Signer } from '@/lib/gost/signer'
import { DSIG } from './algorithms'
import { signedInfoXml } from './signed-info'

const keyInfos = new WeakMap<Certificate, string>()

function keyInfoXml(certificate: Certificate): string {
  const known = keyInfos.get(certificate)
  if (known) return known
  const der = certificate.der.toString('base64')
  const made = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
  keyInfos.set(certificate, made)
  return made
}

/**
 * ds:Signature of the element with this Id.
 * @param element the element as it is sent, in the form that the СМЭВ transform gives: signing costs no second pass
 */
export async function signElement(element: string, id: string, signer: Signer): Promise<string> {
  const { bits } = signer.certificate
  const digest = signer.digest(Buffer.from(element))
  const signedInfo = signedInfoXml(id, digest, bits)
  const value = Buffer.from(await signer.sign(Buffer.from(signedInfo))).toString('base64')
  return (
    `<ds:Signature xmlns:ds="${DSIG}">${signedInfo.replace(` xmlns:ds="${DSIG}"`, '')}` +
    `<ds:SignatureValue>${value}</ds:SignatureValue>` +
    keyInfoXml(signer.certificate) +
    '</ds:Signature>'
  )
}
