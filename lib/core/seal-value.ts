import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { columnKeyOf, columnKeys, type ColumnKey } from './column-keys'

/**
 * A sealed value says by which key, of what kind, of which column and row it is: `elk1.KEY.KIND.COLUMN.ROW.` and then nonce,
 * cipher text and tag of AES-256-GCM; all that stands before is its associated data. The nonce is drawn from the value and
 * its place, so that the same value in the same place is written the same. Kinds: text, JSON, bytes.
 */
export type Kind = 't' | 'j' | 'b'
export type Place = { column: string; row: string }

export const PREFIX = 'elk1.'
const NONCE = 12
const TAG = 16

const header = (key: ColumnKey, kind: Kind, { column, row }: Place) =>
  `${PREFIX}${key.id}.${kind}.${column}.${row}.`

function encrypt(key: ColumnKey, head: string, plain: Uint8Array): Buffer {
  const nonce = createHmac('sha256', key.nonce).update(head).update(plain).digest().subarray(0, NONCE)
  const cipher = createCipheriv('aes-256-gcm', key.value, nonce).setAAD(Buffer.from(head))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: ColumnKey, head: string, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < NONCE + TAG) return undefined
  try {
    const plain = createDecipheriv('aes-256-gcm', key.value, sealed.subarray(0, NONCE))
      .setAAD(Buffer.from(head))
      .setAuthTag(sealed.subarray(-TAG))
    return Buffer.concat([plain.update(sealed.subarray(NONCE, -TAG)), plain.final()])
  } catch {
    return undefined // not by this key, not of this place, or changed
  }
}

/** As it is stored: sealed by the current key, or as it is when there is none. */
export function sealText(place: Place, text: string, kind: 't' | 'j' = 't', key = columnKeys()[0]): string {
  if (!key) return text
  const head = header(key, kind, place)
  return head + encrypt(key, head, Buffer.from(text)).toString('base64')
}

export const sealJson = (place: Place, value: unknown): unknown =>
  columnKeys().length > 0 ? sealText(place, JSON.stringify(value), 'j') : value

/** What stands beside it in the row, its digest, binds bytes to their row. */
export function sealBytes(column: string, bytes: Uint8Array, key = columnKeys()[0]): Uint8Array<ArrayBuffer> {
  if (!key) return new Uint8Array(bytes)
  const head = header(key, 'b', { column, row: '' })
  return new Uint8Array(Buffer.concat([Buffer.from(head), encrypt(key, head, bytes)]))
}

const HEAD = /^elk1\.([A-Za-z0-9]{1,16})\.([tjb])\.([a-z_/]+)\.([^.\s]*)\./

type Told = { key: ColumnKey; kind: Kind; place: Place; head: string }

/** What a value that may be sealed says of itself; undefined when it is not, or by a key that is not here. */
export function readHead(text: string): Told | undefined {
  const [head, id, kind, column = '', row = ''] = HEAD.exec(text) ?? []
  const key = id && columnKeyOf(id)
  return head && key ? { key, kind: kind as Kind, place: { column, row }, head } : undefined
}

/** The value, or undefined when the text is not sealed, or is not what was sealed in that place. */
export function openText(text: string): { value: unknown; place: Place } | undefined {
  const told = text.startsWith(PREFIX) ? readHead(text) : undefined
  if (!told || told.kind === 'b') return undefined
  const plain = decrypt(told.key, told.head, Buffer.from(text.slice(told.head.length), 'base64'))?.toString()
  if (plain === undefined) return undefined
  return { value: told.kind === 'j' ? (JSON.parse(plain) as unknown) : plain, place: told.place }
}

const marked = (bytes: Uint8Array) => PREFIX.split('').every((sign, at) => bytes[at] === sign.charCodeAt(0))

/** The bytes themselves, whether they were sealed or not. */
export function openBytes(bytes: Uint8Array): Uint8Array {
  const told = marked(bytes) ? readHead(Buffer.from(bytes.subarray(0, 200)).toString('latin1')) : undefined
  return (told && decrypt(told.key, told.head, bytes.subarray(told.head.length))) ?? bytes
}

/** Whether it is as the current key would leave it. */
export const isCurrent = (value: string | Uint8Array): boolean => {
  const key = columnKeys()[0]
  const start =
    typeof value === 'string' ? value.slice(0, 40) : Buffer.from(value.subarray(0, 40)).toString('latin1')
  return start.startsWith(`${PREFIX}${key?.id}.`)
}

/** By what a number is found without being opened: under the current key first. Figures alone count. */
export const blindIndexes = (number: string): Uint8Array<ArrayBuffer>[] =>
  columnKeys().map(
    ({ index }) => new Uint8Array(createHmac('sha256', index).update(number.replaceAll(/\D/g, '')).digest()),
  )

const OF_USERS = { column: 'users/snils', row: '' }
/** An employee's СНИЛС as it is stored. It has no row in it: one person has it once in an organisation, and the index sees that. */
export const storedSnils = (snils: string): string => sealText(OF_USERS, snils)
/** All that it may be stored as: in plain, and by each key. */
export const snilsForms = (snils: string): string[] => [
  snils,
  ...columnKeys().map((key) => sealText(OF_USERS, snils, 't', key)),
]
