import { createHmac, hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { env } from './env'

/** A key of the sealed columns and what is drawn from it: for values, their nonces, and the blind index. */
export type ColumnKey = { id: string; value: Buffer; nonce: Buffer; index: Buffer; proof: Buffer }

const ENTRY = /^([A-Za-z0-9]{1,16}):([A-Za-z0-9+/]{43}=)$/
let known: { text: string; keys: ColumnKey[] } | undefined

/** The first seals, every one opens. None: columns are written in plain. @throws when the setting cannot be read */
export function columnKeys(): ColumnKey[] {
  const { PERSONAL_DATA_KEYS: given, PERSONAL_DATA_KEYS_FILE: file } = env()
  if (!given && !file) return []
  if (known) return known.keys
  if (given && file)
    throw new Error('PERSONAL_DATA_KEYS and PERSONAL_DATA_KEYS_FILE are both set: one is enough.')
  const text = given ?? readFileSync(file ?? '', 'utf8')
  known = { text, keys: readColumnKeys(text) }
  return known.keys
}

/** «2:BASE64,1:BASE64»: the number of a key and its 32 bytes, by commas or on lines of their own. */
export function readColumnKeys(text: string): ColumnKey[] {
  const entries = text.split(/[\s,]+/).filter(Boolean)
  if (entries.length === 0) throw new Error('PERSONAL_DATA_KEYS: there is no key in it.')
  const keys = entries.map((entry, at) => {
    const [, id, secret] = ENTRY.exec(entry) ?? []
    if (!id || !secret)
      throw new Error(`PERSONAL_DATA_KEYS: key ${at + 1} is not «NUMBER:BASE64 of 32 bytes».`)
    return drawn(id, Buffer.from(secret, 'base64'))
  })
  if (new Set(keys.map(({ id }) => id)).size !== keys.length)
    throw new Error('PERSONAL_DATA_KEYS: two keys have the same number.')
  return keys
}

function drawn(id: string, secret: Buffer): ColumnKey {
  const part = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `arm-elk columns ${use}`, 32))
  return {
    id,
    value: part('value'),
    nonce: part('nonce'),
    index: part('index'),
    proof: createHmac('sha256', part('proof')).update(id).digest(),
  }
}
