import { createHmac, hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { now } from './clock'
import { env } from './env'

/** A key of the sealed columns and what is drawn from it: for values, their nonces, and the blind index. */
export type ColumnKey = { id: string; value: Buffer; nonce: Buffer; index: Buffer; proof: Buffer }

const ENTRY = /^([A-Za-z0-9]{1,16}):([A-Za-z0-9+/]{43}=)$/
const LOOK_AGAIN = 5000
/** One for the process: bundles of web have modules of their own each. */
const held = globalThis as { columnKeys?: { keys: ColumnKey[]; readAt: number } }

/** In words for the operator. */
export class WrongColumnKeys extends Error {}

/** The first seals, every one opens. None: columns are written in plain. @throws when the setting cannot be read */
export function columnKeys(): ColumnKey[] {
  const { PERSONAL_DATA_KEYS: given, PERSONAL_DATA_KEYS_FILE: file } = env()
  if (!given && !file) return []
  return (held.columnKeys ?? takeUpColumnKeys(readKeysAnew())).keys
}

/** The keys as they are set at this moment. @throws WrongColumnKeys */
export function readKeysAnew(): ColumnKey[] {
  const { PERSONAL_DATA_KEYS: given, PERSONAL_DATA_KEYS_FILE: file } = env()
  if (given && file)
    throw new WrongColumnKeys('PERSONAL_DATA_KEYS and PERSONAL_DATA_KEYS_FILE are both set: one is enough.')
  if (!file) return given ? readColumnKeys(given) : []
  try {
    return readColumnKeys(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof WrongColumnKeys) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new WrongColumnKeys(`The file of PERSONAL_DATA_KEYS_FILE cannot be read: ${code}.`)
  }
}

/** From now on this process seals and opens by these. */
export const takeUpColumnKeys = (keys: ColumnKey[]) => (held.columnKeys = { keys, readAt: now().getTime() })

/**
 * The key of this number, by which a value says it was sealed. One that is not known may have come into the file since:
 * it opens at once, and seals when the database knows it (`lookAtColumnKeys`).
 */
export function columnKeyOf(id: string): ColumnKey | undefined {
  const find = () => columnKeys().find((key) => key.id === id)
  const found = find()
  if (found || !held.columnKeys || now().getTime() - held.columnKeys.readAt < LOOK_AGAIN) return found
  const { keys } = held.columnKeys
  held.columnKeys.readAt = now().getTime()
  try {
    takeUpColumnKeys([...keys, ...readKeysAnew().filter((fresh) => !keys.some((key) => key.id === fresh.id))])
  } catch {
    return undefined // told by who looks at them regularly
  }
  return find()
}

/** «2:BASE64,1:BASE64»: the number of a key and its 32 bytes, by commas or on lines of their own. */
export function readColumnKeys(text: string): ColumnKey[] {
  const entries = text.split(/[\s,]+/).filter(Boolean)
  if (entries.length === 0) throw new WrongColumnKeys('PERSONAL_DATA_KEYS: there is no key in it.')
  const keys = entries.map((entry, at) => {
    const [, id, secret] = ENTRY.exec(entry) ?? []
    if (!id || !secret)
      throw new WrongColumnKeys(`PERSONAL_DATA_KEYS: key ${at + 1} is not «NUMBER:BASE64 of 32 bytes».`)
    return drawn(id, Buffer.from(secret, 'base64'))
  })
  if (new Set(keys.map(({ id }) => id)).size !== keys.length)
    throw new WrongColumnKeys('PERSONAL_DATA_KEYS: two keys have the same number.')
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
