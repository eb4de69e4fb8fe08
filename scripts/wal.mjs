// The write-ahead log's way into the archive and back, called by PostgreSQL for each segment.
//   wal.mjs keep FOLDER PATH NAME          compressed, sealed where there is a key, safe on the disk before its name is there
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
import { gzipSync } from 'node:zlib'
import { fromArchive, SEALED, sealedName } from './backup/archive.mjs'
import { backupKeys } from './backup/keys.mjs'
import { bytesOf, sealed } from './backup/sealed.mjs'

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

async function keep(folder, from, name) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const bytes = readFileSync(from)
  const keys = backupKeys()
  const there = await fromArchive(folder, name, keys)
  // Archived before a crash that forgot it. Another segment of that name is never overwritten.
  if (there?.equals(bytes)) return
  if (there) throw new Error(`${folder} holds another segment ${name}`)
  const packed = gzipSync(bytes, { level: 1 })
  const file = path.join(folder, `${name}.gz`)
  if (!keys[0]) return writeSafely(file, packed)
  writeSafely(`${file}${SEALED}`, await bytesOf(sealed([packed], keys[0], sealedName(name))))
}

async function fetch(to, name, ...folders) {
  for (const folder of folders) {
    const plain = path.join(folder, name)
    if (existsSync(plain)) return copyFileSync(plain, to)
    const bytes = await fromArchive(folder, name, backupKeys())
    if (bytes) return writeSafely(path.resolve(to), bytes)
  }
  process.exit(ABSENT)
}

const [verb, ...words] = process.argv.slice(2)
try {
  if (verb === 'keep') await keep(...words)
  else await fetch(...words)
} catch (error) {
  console.error(`${verb}: ${error.message}`)
  process.exit(verb === 'keep' ? 1 : DAMAGED)
}
