import { AsnConvert } from '@peculiar/asn1-schema'
import { ContentInfo, SignedData } from '@peculiar/asn1-cms'
import { Constructed, Sequence, Set as AsnSet, fromBER, type BaseBlock } from 'asn1js'
import { SIGNED_DATA } from './cms-names'
import { readPem } from './pem'

/** Bytes of a signature that are read at all; ASN.1 within them is held by asn1js to 100 levels and 10 000 nodes. */
export const SIGNATURE_LIMIT = 64 * 1024
const SIGNERS = 10
const CERTIFICATES = 20

export type Cms = {
  /** As it goes on: binary, whatever it came as. */
  der: Buffer
  data: SignedData
  /** Of each signer: the signed attributes byte for byte, in a SET as they were signed (RFC 5652, 5.4). */
  attributes: (Buffer | undefined)[]
  /** The certificates as they stand in it, byte for byte. */
  certificates: Uint8Array[]
}

export type CmsProblem =
  | 'tooLarge'
  /** No CMS SignedData at all. */
  | 'unreadable'
  /** The content is inside: not a detached signature. */
  | 'attached'
  | 'noSigner'
  | 'tooMany'

export type ReadCms = { ok: true; cms: Cms } | { ok: false; problem: CmsProblem }

const refused = (problem: CmsProblem): ReadCms => ({ ok: false, problem })

/** DER as it is, out of PEM, or out of bare base64, as .sig files come from different programs. */
function binary(bytes: Uint8Array): Buffer {
  const given = Buffer.from(bytes)
  if (given[0] === 0x30) return given
  const text = given.toString('latin1').trim()
  const [block] = readPem(text)
  if (block) return block.der
  return /^[A-Za-z0-9+/\s]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : given
}

const inner = (block: BaseBlock | undefined): BaseBlock[] =>
  block instanceof Sequence || block instanceof AsnSet || block instanceof Constructed
    ? block.valueBlock.value
    : []
const tagged = (blocks: BaseBlock[], number: number) =>
  blocks.find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === number)

function signedAttributes(signer: BaseBlock): Buffer | undefined {
  // After version, sid and digestAlgorithm: a sid by the key's identifier has the same tag.
  const found = tagged(inner(signer).slice(3), 0)
  if (!found) return undefined
  const bytes = Buffer.from(found.valueBeforeDecodeView)
  bytes[0] = 0x31
  return bytes
}

/** What is digested must be taken as it came: a schema gives it back rewritten. */
function rawParts(der: Buffer): Pick<Cms, 'certificates' | 'attributes'> {
  const [, content] = inner(fromBER(der).result)
  const parts = inner(inner(content)[0])
  return {
    certificates: inner(tagged(parts, 0)).flatMap((block) =>
      block instanceof Sequence ? [block.valueBeforeDecodeView] : [],
    ),
    attributes: inner(parts.at(-1)).map(signedAttributes),
  }
}

/** Reads a detached CMS SignedData. Never throws for what a stranger sent. */
export function readCms(bytes: Uint8Array): ReadCms {
  if (bytes.length > SIGNATURE_LIMIT) return refused('tooLarge')
  const der = binary(bytes)
  try {
    const info = AsnConvert.parse(der, ContentInfo)
    if (info.contentType !== SIGNED_DATA) return refused('unreadable')
    const data = AsnConvert.parse(info.content, SignedData)
    if (data.encapContentInfo.eContent) return refused('attached')
    if (data.signerInfos.length === 0) return refused('noSigner')
    const parts = rawParts(der)
    if (data.signerInfos.length > SIGNERS || parts.certificates.length > CERTIFICATES)
      return refused('tooMany')
    return { ok: true, cms: { der, data, ...parts } }
  } catch {
    return refused('unreadable')
  }
}
