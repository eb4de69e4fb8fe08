// A file of a backup under a key (decision 028): a head, then chunks of AES-256-GCM, the last one marked as such.
//   head   «ELKSEAL1», the key's mark (8 bytes), salt (32); HKDF of key and salt draws the key of this file
//   chunk  64 KiB at most, tag (16); nonce: number of the chunk (11), 1 for the last (1); associated: head and name
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const MAGIC = Buffer.from('ELKSEAL1')
const HEAD = MAGIC.length + 8 + 32
const TAG = 16
export const CHUNK = 64 * 1024

/** @typedef {{ secret: Buffer, mark: string }} BackupKey */
/** @typedef {AsyncIterable<Buffer> | Iterable<Buffer>} Source */

/** In words for the operator: no key that is known opens it. */
export class MissingBackupKey extends Error {}

/**
 * @param {Buffer} secret 32 bytes
 * @returns {BackupKey}
 */
export const backupKey = (secret) => ({
  secret,
  mark: drawn(secret, '', 'mark', 8).toString('hex'),
})

/**
 * The name of a pooled file under a key: whoever has a file cannot look whether it is there.
 * @param {BackupKey} key
 * @param {string} digest
 */
export const hiddenName = (key, digest) =>
  createHmac('sha256', drawn(key.secret, '', 'names'))
    .update(digest)
    .digest('hex')

/** How large it is sealed, and how large what is sealed was. */
export const sealedSize = (/** @type {number} */ size) =>
  HEAD + size + Math.max(1, Math.ceil(size / CHUNK)) * TAG
export const openedSize = (/** @type {number} */ size) =>
  size - HEAD - Math.ceil((size - HEAD) / (CHUNK + TAG)) * TAG

/** Pieces of `size`, the first longer by `more`; the last one is known as such, and may be empty. */
async function* piecesOf(source, size, more = 0) {
  let room = size + more
  let held = Buffer.alloc(0)
  for await (const bytes of source) {
    held = held.length > 0 ? Buffer.concat([held, bytes]) : bytes
    for (; held.length > room; room = size) {
      yield { piece: held.subarray(0, room), last: false }
      held = held.subarray(room)
    }
  }
  yield { piece: held, last: true }
}

const drawn = (secret, salt, use, size = 32) =>
  Buffer.from(hkdfSync('sha256', secret, salt, `arm-elk backup ${use}`, size))

function nonceOf(number, last) {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = last ? 1 : 0
  return nonce
}

/**
 * @param {Source} source
 * @param {BackupKey} key
 * @param {string} name under which it is to be opened
 */
export async function* sealed(source, key, name) {
  const salt = randomBytes(32)
  const head = Buffer.concat([MAGIC, Buffer.from(key.mark, 'hex'), salt])
  const own = drawn(key.secret, salt, 'file')
  const along = Buffer.concat([head, Buffer.from(name)])
  yield head
  let number = 0
  for await (const { piece, last } of piecesOf(source, CHUNK)) {
    const cipher = createCipheriv('aes-256-gcm', own, nonceOf(number++, last)).setAAD(along)
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  }
}

/**
 * What was sealed, chunk by chunk: only with the end of it is it known to be whole.
 * @param {Source} source
 * @param {readonly BackupKey[]} keys
 * @param {string} name
 */
export async function* opened(source, keys, name) {
  let open
  for await (const { piece, last } of piecesOf(source, CHUNK + TAG, HEAD)) {
    if (open) yield open(piece, last)
    else {
      open = openerOf(piece.subarray(0, HEAD), keys, name)
      yield open(piece.subarray(HEAD), last)
    }
  }
}

function openerOf(head, keys, name) {
  if (head.length < HEAD || !head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new Error(`${name} is damaged: it does not begin as a sealed file does`)
  const { secret } = keyOf(head.toString('hex', MAGIC.length, MAGIC.length + 8), keys, name)
  const own = drawn(secret, head.subarray(-32), 'file')
  const along = Buffer.concat([head, Buffer.from(name)])
  let number = 0
  return (piece, last) => {
    try {
      const nonce = nonceOf(number++, last)
      const decipher = createDecipheriv('aes-256-gcm', own, nonce, { authTagLength: TAG }).setAAD(along)
      decipher.setAuthTag(piece.subarray(-TAG))
      return Buffer.concat([decipher.update(piece.subarray(0, -TAG)), decipher.final()])
    } catch {
      throw new Error(`${name} is damaged: it was changed, cut off, or is another file under this name`)
    }
  }
}

/**
 * @param {string} mark
 * @param {readonly BackupKey[]} keys
 * @param {string} name
 */
export function keyOf(mark, keys, name) {
  const key = keys.find((one) => one.mark === mark)
  if (key) return key
  const known = keys.length > 0 ? `has another: ${keys.map((one) => one.mark).join(', ')}` : 'is not set'
  throw new MissingBackupKey(`${name} is sealed with backup key ${mark}, and BACKUP_KEY_FILE ${known}.`)
}

/** @param {Source} source */
export async function bytesOf(source) {
  const all = []
  for await (const bytes of source) all.push(bytes)
  return Buffer.concat(all)
}
