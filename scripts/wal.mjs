// The write-ahead log's way into the archive and back, called by PostgreSQL for each segment.
//   wal.mjs keep FOLDER PATH NAME          compressed, safe on the disk before its name is there
//   wal.mjs fetch PATH NAME FOLDER…        from the first folder that has it, as it was
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

const ABSENT = 1
const DAMAGED = 200 // above 125 PostgreSQL gives up instead of taking it for the end of the log

function writeSafely(file, bytes) {
  const temporary = `${file}.${process.pid}.tmp`
  const handle = openSync(temporary, 'w', 0o600)
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written)
    fsyncSync(handle)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(handle)
  }
  renameSync(temporary, file)
  if (process.platform === 'win32') return
  const folder = openSync(path.dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function keep(folder, from, name) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${name}.gz`)
  const bytes = readFileSync(from)
  if (!existsSync(file)) return writeSafely(file, gzipSync(bytes, { level: 1 }))
  // Archived before a crash that forgot it. Another segment of that name is never overwritten.
  if (!gunzipSync(readFileSync(file)).equals(bytes))
    throw new Error(`${file} holds another segment of that name`)
}

function fetch(to, name, ...folders) {
  for (const folder of folders) {
    const plain = path.join(folder, name)
    const packed = `${plain}.gz`
    if (existsSync(plain)) return copyFileSync(plain, to)
    if (!existsSync(packed)) continue
    try {
      return writeSafely(path.resolve(to), gunzipSync(readFileSync(packed)))
    } catch (error) {
      console.error(`${packed} is damaged: ${error.message}`)
      process.exit(DAMAGED)
    }
  }
  process.exit(ABSENT)
}

const [verb, ...words] = process.argv.slice(2)
try {
  if (verb === 'keep') keep(...words)
  else fetch(...words)
} catch (error) {
  console.error(`${verb}: ${error.message}`)
  process.exit(verb === 'keep' ? 1 : DAMAGED)
}
