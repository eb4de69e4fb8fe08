// Files of BACKUP_DIR/pool: each once, under its digest or what a key makes of it. Bound to no name: whoever asks for one knows its SHA-256.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { bringFile, keepFile, lying, syncFolder } from './copy.mjs'
import { hiddenName, openedSize } from './sealed.mjs'

/** @typedef {import('./sealed.mjs').BackupKey} BackupKey */

const DIGEST = /^[0-9a-f]{64}$/
const EVERY = 5000 // ms
const JUST_NOW = 2000 // ms: in a folder that was changed so lately another name may come under the same time

/**
 * @param {string} place
 * @param {string} digest
 * @param {BackupKey | undefined} key
 */
export function pooled(place, digest, key) {
  const name = key ? hiddenName(key, digest) : digest
  return { file: path.join(place, 'pool', name.slice(0, 2), name), seal: key && { key, name: 'pool' } }
}

/**
 * What lies in the pool already is not copied again: results never change, and are named by their digest.
 * @param {string} place
 * @param {string} file
 * @param {BackupKey | undefined} key
 * @returns {Promise<import('./copy.mjs').Copied | undefined>} undefined: it is gone by now
 */
export async function poolFile(place, file, key) {
  const named = path.basename(file)
  if (DIGEST.test(named)) {
    const known = pooled(place, named, key)
    const at = lying(known.file, known.seal)
    if (existsSync(at)) {
      const { size } = await stat(at)
      return { size: key ? openedSize(size) : size, sha256: named }
    }
  }
  const temporary = path.join(place, 'pool', `${randomUUID()}.tmp`)
  const copied = await keepFile(file, temporary, key && { key, name: 'pool' })
  if (!copied) return undefined
  const target = lying(pooled(place, copied.sha256, key).file, key)
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
  await rename(lying(temporary, key), target)
  await syncFolder(path.dirname(target))
  return copied
}

/**
 * Brings the file with this digest, in whichever way it lies there.
 * @param {string} place
 * @param {string} digest
 * @param {readonly (BackupKey | undefined)[]} keys
 * @param {string} to
 * @returns whether it is there now
 */
export async function bringPooled(place, digest, keys, to) {
  const temporary = `${to}.restoring`
  for (const key of keys) {
    const { file, seal } = pooled(place, digest, key)
    if (!existsSync(lying(file, seal))) continue
    await rm(temporary, { force: true })
    const brought = await bringFile(file, temporary, seal).catch(() => undefined)
    if (brought?.sha256 === digest) {
      await rename(temporary, to)
      return true
    }
    await rm(temporary, { force: true })
  }
  return false
}

/**
 * Puts files of results into the pool that came since the last look, so that a backup and the log have the files too.
 * @param {{ place: string, files: string, key: BackupKey | undefined }} where
 */
export function poolKeeper({ place, files, key }) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return async function look() {
    for (const name of await readdir(files).catch(() => [])) {
      if (!/^[0-9a-f]{2}$/.test(name)) continue
      const folder = path.join(files, name)
      const { mtimeMs } = await stat(folder)
      if (seen.get(folder) === mtimeMs) continue
      for (const one of await readdir(folder))
        if (DIGEST.test(one)) await poolFile(place, path.join(folder, one), key)
      if (Date.now() - mtimeMs > JUST_NOW) seen.set(folder, mtimeMs)
    }
  }
}

/** Every few seconds, for as long as the process lives. What fails is said once, and tried again. */
export function watchFiles({ log, ...where }) {
  const look = poolKeeper(where)
  let failing = false
  const again = async () => {
    try {
      await look()
      if (failing) log('Files of results go into BACKUP_DIR again.')
      failing = false
    } catch (error) {
      if (!failing) log(`Files of results do not go into BACKUP_DIR: ${error.message}`)
      failing = true
    }
    setTimeout(again, EVERY).unref()
  }
  void again()
}
