import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { keepBytes, lying, type Seal } from './copy.mjs'
import { pooled } from './pool.mjs'
import { bytesOf, keyOf, opened, sealedSize, type BackupKey } from './sealed.mjs'

/** `postgres`: a file of the base; `data`: a file of DATA_DIR, whose bytes lie in the pool under their digest. */
const Entry = z.object({
  area: z.enum(['postgres', 'data']),
  path: z.string().refine((name) => !path.isAbsolute(name) && !name.split(/[\\/]/).includes('..')),
  size: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Entry = z.infer<typeof Entry>

const Manifest = z.object({
  /** 2: sealed. */
  format: z.literal([1, 2]),
  product: z.literal('arm-elk'),
  version: z.string(),
  server: z.string(),
  systemId: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  timeline: z.number(),
  startLsn: z.string(),
  stopLsn: z.string(),
  startSegment: z.string(),
  stopSegment: z.string(),
  folders: z.array(z.string()),
  files: z.number(),
  bytes: z.number(),
  filesSha256: z.string(),
  /** The mark of the key under which all but this manifest lies. */
  sealed: z.string().optional(),
})
export type Manifest = z.infer<typeof Manifest>

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const LIST = 'files.jsonl'

export const sealOf = (key: BackupKey | undefined, name: string): Seal => key && { key, name }

/** The list first, the manifest last: a backup without it was never finished. */
export async function writeManifest(
  folder: string,
  facts: Omit<Manifest, 'format' | 'product' | 'files' | 'bytes' | 'filesSha256' | 'sealed'>,
  entries: Entry[],
  { key, name }: { key: BackupKey | undefined; name: string },
): Promise<Manifest> {
  const list = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  const manifest: Manifest = {
    format: key ? 2 : 1,
    product: 'arm-elk',
    ...facts,
    files: entries.length,
    bytes: entries.reduce((sum, { size }) => sum + size, 0),
    filesSha256: sha256(list),
    sealed: key?.mark,
  }
  const text = JSON.stringify(manifest, null, 2)
  await keepBytes([Buffer.from(list)], path.join(folder, LIST), sealOf(key, `${name}/${LIST}`))
  await writeFile(path.join(folder, 'manifest.json'), `${text}\n${sha256(text)}\n`, {
    mode: 0o600,
    flush: true,
  })
  return manifest
}

/** Of one that was finished, also without its key. @throws Error that says what is wrong with it: damaged, of another product */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, 'manifest.json')
  if (!existsSync(file)) throw new Error(`${folder} is no finished backup: it has no manifest.json`)
  const [, text = '', digest] = /^([^]*)\n([0-9a-f]{64})\n$/.exec(readFileSync(file, 'utf8')) ?? []
  if (sha256(text) !== digest) throw new Error(`${file} is damaged: its own digest does not fit`)
  const parsed = Manifest.safeParse(JSON.parse(text))
  if (!parsed.success)
    throw new Error(`${file} is of another version of the product: ${parsed.error.issues[0]?.path.join('.')}`)
  return parsed.data
}

export type Backup = { name: string; manifest: Manifest; entries: Entry[]; key: BackupKey | undefined }

/** @throws Error that says what is wrong with the backup, or MissingBackupKey */
export async function openBackup(place: string, name: string, keys: readonly BackupKey[]): Promise<Backup> {
  const folder = path.join(place, name)
  const manifest = readManifest(folder)
  const key = manifest.sealed === undefined ? undefined : keyOf(manifest.sealed, keys, folder)
  const file = lying(path.join(folder, LIST), key)
  let list = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  if (key) list = await bytesOf(opened([list], [key], `${name}/${LIST}`))
  const text = list.toString()
  if (sha256(text) !== manifest.filesSha256)
    throw new Error(`${file} is damaged or missing: it is not the one that the manifest names`)
  const entries = text.split('\n').flatMap((line) => (line ? [Entry.parse(JSON.parse(line))] : []))
  return { name, manifest, entries, key }
}

/** Where the bytes of an entry lie, and how. */
export function sourceOf(place: string, { name, key }: Pick<Backup, 'name' | 'key'>, entry: Entry) {
  if (entry.area === 'data') return pooled(place, entry.sha256, key)
  const inside = `${name}/postgres/${entry.path}`
  return { file: path.join(place, inside), seal: sealOf(key, inside) }
}

/** Missing files and wrong sizes are told before hours go into copying. */
export function checkSizes(place: string, backup: Backup): void {
  for (const entry of backup.entries) {
    const { file, seal } = sourceOf(place, backup, entry)
    const at = lying(file, seal)
    const expected = seal ? sealedSize(entry.size) : entry.size
    const size = existsSync(at) ? statSync(at).size : undefined
    if (size !== expected)
      throw new Error(
        size === undefined
          ? `The backup is damaged: ${at} is missing`
          : `The backup is damaged: ${at} has ${size} bytes instead of ${expected}`,
      )
  }
}

const BASE = /^base-\d{8}T\d{9}Z$/
/** Finished backups, the oldest first. */
export const listBackups = (place: string): string[] =>
  existsSync(place)
    ? readdirSync(place)
        .filter((name) => BASE.test(name) && existsSync(path.join(place, name, 'manifest.json')))
        .sort()
    : []
export const backupName = (at: Date) => `base-${at.toISOString().replace(/[-:.]/g, '')}`
