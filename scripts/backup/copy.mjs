import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { SEALED } from './archive.mjs'
import { opened, sealed } from './sealed.mjs'

/** @typedef {{ size: number, sha256: string }} Copied */
/**
 * Under which key bytes lie in a backup, and to what they are bound. None: in plain.
 * @typedef {{ key: import('./sealed.mjs').BackupKey, name: string } | undefined} Seal
 */

/**
 * Puts bytes into a backup, safe on the disk. Size and digest are of what they are, not of how they lie there.
 * @param {import('./sealed.mjs').Source} bytes
 * @param {string} to
 * @param {Seal} seal
 */
export async function keepBytes(bytes, to, seal) {
  const measured = measure(bytes)
  await write(seal ? sealed(measured.bytes, seal.key, seal.name) : measured.bytes, lying(to, seal))
  return measured.result()
}

/**
 * Keeps what the file holds now. A file that is gone by now: undefined.
 * @param {string} from
 * @param {string} to
 * @param {Seal} seal
 */
export async function keepFile(from, to, seal) {
  const source = await open(from, 'r').catch((error) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return source && keepBytes(source.createReadStream({ highWaterMark: 1 << 20 }), to, seal)
}

/**
 * Takes bytes out of a backup, safe on the disk.
 * @param {string} from
 * @param {string} to
 * @param {Seal} seal
 */
export async function bringFile(from, to, seal) {
  const source = (await open(lying(from, seal), 'r')).createReadStream({ highWaterMark: 1 << 20 })
  const measured = measure(seal ? opened(source, [seal.key], seal.name) : source)
  await write(measured.bytes, to)
  return measured.result()
}

/**
 * The name of a file that may be sealed.
 * @param {string} file
 * @param {unknown} seal
 */
export const lying = (file, seal) => (seal ? `${file}${SEALED}` : file)

/** @returns {{ bytes: AsyncIterable<Buffer>, result: () => Copied }} */
function measure(source) {
  const hash = createHash('sha256')
  let size = 0
  async function* passing() {
    for await (const chunk of source) {
      hash.update(chunk)
      size += chunk.length
      yield chunk
    }
  }
  return { bytes: passing(), result: () => ({ size, sha256: hash.digest('hex') }) }
}

async function write(bytes, to) {
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 })
  const target = await open(to, 'wx', 0o600)
  try {
    for await (const chunk of bytes) await target.writeFile(chunk)
    await target.sync()
  } finally {
    await target.close()
  }
}

/**
 * Makes names safe that were made in this folder.
 * @param {string} folder
 */
export async function syncFolder(folder) {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
