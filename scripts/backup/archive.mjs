// Segments of the log as they lie in the archive: NAME.gz, and NAME.gz.sealed when they were written under a key.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { bytesOf, MissingBackupKey, opened } from './sealed.mjs'

export const SEALED = '.sealed'
const LIST = `files.jsonl${SEALED}`
/** What a segment is bound to. */
export const sealedName = (name) => `wal/${name}.gz`

/**
 * Finished segments and histories of an archive, and how many of them lie there in plain.
 * @param {string} folder
 */
export function archived(folder) {
  const found = existsSync(folder) ? readdirSync(folder) : []
  const of = (end) => found.flatMap((name) => (name.endsWith(end) ? [name.slice(0, -end.length)] : []))
  const plain = of('.gz')
  return { names: [...plain, ...of(`.gz${SEALED}`)], plain }
}

/**
 * Where backups or segments are sealed, nothing is put beside them in plain because a setting was forgotten. Nor does the
 * key lie beside what it seals.
 * @param {string} place
 * @param {readonly unknown[]} keys
 */
export function checkPlace(place, keys) {
  const way = path.relative(place, process.env.BACKUP_KEY_FILE || path.dirname(place))
  if (!way.startsWith('..') && !path.isAbsolute(way))
    throw new Error(
      `BACKUP_KEY_FILE lies in ${place}: beside what it seals a key seals nothing, keep it elsewhere.`,
    )
  if (keys.length > 0 || !existsSync(place)) return
  const { names, plain } = archived(path.join(place, 'wal'))
  if (
    names.length > plain.length ||
    readdirSync(place).some((name) => existsSync(path.join(place, name, LIST)))
  )
    throw new Error(
      `What is in ${place} is sealed, and BACKUP_KEY_FILE is not set: set it, or move what is there aside to go on in plain.`,
    )
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {readonly import('./sealed.mjs').BackupKey[]} keys
 * @returns what was archived; undefined when it was not. @throws Error that names the damaged file
 */
export async function fromArchive(folder, name, keys) {
  const packed = path.join(folder, `${name}.gz`)
  try {
    if (existsSync(packed)) return gunzipSync(readFileSync(packed))
    if (!existsSync(`${packed}${SEALED}`)) return undefined
    const bytes = readFileSync(`${packed}${SEALED}`)
    return gunzipSync(await bytesOf(opened([bytes], keys, sealedName(name))))
  } catch (error) {
    if (error instanceof MissingBackupKey) throw error
    throw new Error(`${folder}: ${name} is damaged: ${error.message}`, { cause: error })
  }
}
