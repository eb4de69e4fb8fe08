import { AsnConvert, OctetString as Octets } from '@peculiar/asn1-schema'
import { Attribute, SigningTime } from '@peculiar/asn1-cms'
import { ObjectIdentifier, OctetString, Sequence, Set as AsnSet, fromBER, type BaseBlock } from 'asn1js'
import {
  CONTENT_TYPE,
  DIGESTS,
  MESSAGE_DIGEST,
  SIGNING_CERTIFICATE_V2,
  SIGNING_TIME,
  type DigestName,
} from './cms-names'

export type SignedAttributes = {
  contentType: string
  messageDigest: Uint8Array
  signingTime?: Date
  /** What signing-certificate-v2 says of the signer's certificate; absent in plain CMS. */
  certificate?: { digest: DigestName; hash: Uint8Array }
}

const items = (block: BaseBlock | undefined): BaseBlock[] =>
  block instanceof Sequence ? block.valueBlock.value : []
const oid = (block: BaseBlock | undefined): string =>
  block instanceof ObjectIdentifier ? block.valueBlock.toString() : ''

/** The first ESSCertIDv2 is the signer's (RFC 5035, 3); its algorithm is SHA-256 when it names none. */
function certificateOf(value: ArrayBuffer): SignedAttributes['certificate'] {
  const [certificates] = items(fromBER(value).result)
  const [first, second] = items(items(certificates)[0])
  const [algorithm, hash] = first instanceof OctetString ? [undefined, first] : [first, second]
  const digest = algorithm ? DIGESTS[oid(items(algorithm)[0])] : 'sha256'
  if (!digest || !(hash instanceof OctetString)) throw new Error('the signer is named by an unknown digest')
  return { digest, hash: hash.valueBlock.valueHexView }
}

/**
 * Reads the attributes out of the very bytes that are signed, so that nothing beside them is believed.
 * @throws when an attribute that must be there is missing, stands twice or cannot be read.
 */
export function readSignedAttributes(signed: Uint8Array): SignedAttributes {
  const { result } = fromBER(signed)
  if (!(result instanceof AsnSet)) throw new Error('signed attributes are a SET')
  const values = new Map<string, ArrayBuffer>()
  for (const block of result.valueBlock.value) {
    const { attrType, attrValues } = AsnConvert.parse(block.valueBeforeDecodeView, Attribute)
    const [value] = attrValues
    if (!value || attrValues.length > 1 || values.has(attrType)) throw new Error(`${attrType} is not single`)
    values.set(attrType, value)
  }
  const contentType = values.get(CONTENT_TYPE)
  const messageDigest = values.get(MESSAGE_DIGEST)
  const signingTime = values.get(SIGNING_TIME)
  const certificate = values.get(SIGNING_CERTIFICATE_V2)
  if (!contentType || !messageDigest) throw new Error('contentType and messageDigest must be signed')
  return {
    contentType: oid(fromBER(contentType).result),
    messageDigest: new Uint8Array(AsnConvert.parse(messageDigest, Octets).buffer),
    ...(signingTime && { signingTime: AsnConvert.parse(signingTime, SigningTime).getTime() }),
    ...(certificate && { certificate: certificateOf(certificate) }),
  }
}
