import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { EncryptedPrivateKeyInfo, PrivateKeyInfo } from '@peculiar/asn1-pkcs8'
import {
  Integer,
  ObjectIdentifier,
  OctetString as BerOctets,
  Sequence,
  fromBER,
  type BaseBlock,
} from 'asn1js'
import { curveOfParameters, KEY_OID, type Bits } from './certificate'
import type { Curve } from './curves'
import { scalarOf } from './gost3410'
import { readPem } from './pem'

export type PrivateKey = { curve: Curve; bits: Bits; secret: bigint }

const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const hashes: Record<string, string> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
const ciphers: Record<string, { name: string; size: number }> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', size: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', size: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', size: 32 },
}
const CONVERT = 'convert the key: openssl pkcs8 -topk8 -v2 aes-256-cbc'

const items = (block: BaseBlock | undefined): BaseBlock[] =>
  block instanceof Sequence ? block.valueBlock.value : []
const oid = (block: BaseBlock | undefined): string =>
  block instanceof ObjectIdentifier ? block.valueBlock.toString() : ''
const octets = (block: BaseBlock | undefined): Uint8Array =>
  block instanceof BerOctets ? block.valueBlock.valueHexView : new Uint8Array()

/** PBES2 with PBKDF2 and AES in CBC, as `openssl pkcs8 -topk8` makes it (RFC 8018). */
function decrypt(der: Uint8Array, password: string): PrivateKeyInfo {
  const { encryptionAlgorithm, encryptedData } = AsnConvert.parse(der, EncryptedPrivateKeyInfo)
  if (encryptionAlgorithm.algorithm !== PBES2)
    throw new Error(`the key is encrypted by ${encryptionAlgorithm.algorithm}, not PBES2; ${CONVERT}`)
  const [derivation, encryption] = items(fromBER(encryptionAlgorithm.parameters ?? new ArrayBuffer(0)).result)
  const [derivationOid, derivationParameters] = items(derivation)
  const [cipherOid, iv] = items(encryption)
  const [salt, rounds, ...rest] = items(derivationParameters)
  const prf = oid(items(rest.find((block) => block instanceof Sequence))[0]) || '1.2.840.113549.2.7'
  const cipher = ciphers[oid(cipherOid)]
  const hash = hashes[prf]
  if (oid(derivationOid) !== PBKDF2 || !cipher || !hash || !(rounds instanceof Integer))
    throw new Error(
      `the key is encrypted by ${oid(cipherOid)} with ${prf}, which is not read here; ${CONVERT}`,
    )
  const count = rounds.valueBlock.valueDec
  if (count < 1 || count > 10_000_000) throw new Error('the key asks for an absurd number of rounds')
  const key = pbkdf2Sync(password, octets(salt), count, cipher.size, hash)
  const decipher = createDecipheriv(cipher.name, key, octets(iv))
  try {
    const plain = Buffer.concat([decipher.update(Buffer.from(encryptedData.buffer)), decipher.final()])
    return AsnConvert.parse(plain, PrivateKeyInfo)
  } catch {
    // One wrong password in 256 gives noise that ends like a padding.
    throw new Error('the password of the key does not fit')
  }
}

/** The scalar: bare bytes, an octet string within, or an integer, as OpenSSL's and CryptoPro's tools write it. */
function scalarBytes(content: Uint8Array, size: number): Uint8Array {
  if (content.length === size) return content
  const { result } = fromBER(content)
  if (result instanceof BerOctets) return result.valueBlock.valueHexView
  if (result instanceof Integer) {
    const big = Buffer.from(result.valueBlock.valueHexView)
    return Buffer.concat([Buffer.alloc(Math.max(0, size - big.length)), big.subarray(-size)]).reverse()
  }
  throw new Error('the private key is of a form that is not read here')
}

/**
 * Reads a private key of GOST R 34.10-2012 from PEM (PKCS#8, encrypted too).
 * @throws with words for an administrator: no key, another algorithm, no password or a wrong one
 */
export function readPrivateKey(pem: string, password?: string): PrivateKey {
  const block = readPem(pem).find(({ label }) => label.endsWith('PRIVATE KEY'))
  if (!block) throw new Error('no private key in this PEM')
  const encrypted = block.label === 'ENCRYPTED PRIVATE KEY'
  if (encrypted && !password) throw new Error('the key is encrypted and no password is given')
  const info = encrypted ? decrypt(block.der, password ?? '') : AsnConvert.parse(block.der, PrivateKeyInfo)
  const bits = KEY_OID[info.privateKeyAlgorithm.algorithm]
  if (!bits) throw new Error(`a key of ${info.privateKeyAlgorithm.algorithm} is not of GOST R 34.10-2012`)
  const curve = curveOfParameters(info.privateKeyAlgorithm)
  return {
    curve,
    bits,
    secret: scalarOf(curve, scalarBytes(new Uint8Array(info.privateKey.buffer), curve.size)),
  }
}
