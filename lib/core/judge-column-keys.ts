import { columnKeys, readKeysAnew, takeUpColumnKeys, WrongColumnKeys } from './column-keys'

type KnownKey = { id: string; proof: Uint8Array }

/**
 * Whether the keys that are set open what this database holds. `began` is false where keys are made known to it first.
 * @throws WrongColumnKeys in words for the operator: nothing is read or written under wrong keys
 */
export function judgeColumnKeys(rows: KnownKey[], began = true, keys = columnKeys()): void {
  const refuse = (text: string) => {
    throw new WrongColumnKeys(
      `${text} Nothing was changed. See «Personal data at rest» in docs/configuration.md.`,
    )
  }
  if (keys.length === 0 && rows.length > 0)
    refuse(
      `Personal data in this database are sealed by key ${rows.map(({ id }) => id).join(', ')}, and PERSONAL_DATA_KEYS is not set.`,
    )
  for (const { id, proof } of rows) {
    const key = keys.find((one) => one.id === id)
    if (!key) refuse(`Key ${id}, by which this database was written, is not in PERSONAL_DATA_KEYS.`)
    else if (!key.proof.equals(proof))
      refuse(`Key ${id} of PERSONAL_DATA_KEYS is not the key ${id} by which this database was written.`)
  }
  const [current] = keys
  if (began && current && !rows.some(({ id }) => id === current.id))
    refuse(`Key ${current.id} is not known to this database yet: npm run -s personal-data -- keys.`)
}

/** Keys that were changed while this process runs are taken up when they are right. Returns what is wrong with them. */
export async function lookAtColumnKeys(known: () => Promise<KnownKey[]>): Promise<string | undefined> {
  const rows = await known()
  try {
    const keys = readKeysAnew()
    judgeColumnKeys(rows, true, keys)
    takeUpColumnKeys(keys)
  } catch (error) {
    if (error instanceof WrongColumnKeys)
      return `${error.message} The keys from before are in use; with these nothing would start.`
    throw error
  }
}
