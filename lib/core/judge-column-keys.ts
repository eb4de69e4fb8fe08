import { columnKeys } from './column-keys'

export class WrongColumnKeys extends Error {}

/**
 * Whether the keys that are set open what this database holds. `began` is false where keys are made known to it first.
 * @throws WrongColumnKeys in words for the operator: nothing is read or written under wrong keys
 */
export function judgeColumnKeys(rows: { id: string; proof: Uint8Array }[], began = true): void {
  const keys = columnKeys()
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
