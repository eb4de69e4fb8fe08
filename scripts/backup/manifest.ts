import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

/** `postgres`: a file of the base; `data`: a file of DATA_DIR, whose bytes lie in the pool under their digest. */
const Entry = z.object({
  area: z.enum(['postgres', 'data']),
  path: z.string().refine((name) => !path.isAbsolute(name) && !name.split(/[\\/]/).includes('..')),
  size: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Entry = z.infer<typeof Entry>

const Manifest = z.object({
  format: z.literal(1),
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
})
export type Manifest = z.infer<typeof Manifest>

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
export const poolPath = (place: string, digest: string) =>
  path.join(place, 'pool', digest.slice(0, 2), digest)

/** The list first, the manifest last: a backup without it was never finished. */
export async function writeManifest(
  folder: string,
  facts: Omit<Manifest, 'format' | 'product' | 'files' | 'bytes' | 'filesSha256'>,
  entries: Entry[],
): Promise<Manifest> {
  const list = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  const manifest: Manifest = {
    format: 1,
    product: 'arm-elk',
    ...facts,
    files: entries.length,
    bytes: entries.reduce((sum, { size }) => sum + size, 0),
    filesSha256: sha256(list),
  }
  const text = JSON.stringify(manifest, null, 2)
  await writeFile(path.join(folder, 'files.jsonl'), list, { mode: 0o600, flush: true })
  await writeFile(path.join(folder, 'manifest.json'), `${text}\n${sha256(text)}\n`, {
    mode: 0o600,
    flush: true,
  })
  return manifest
}

/** @throws Error that says what is wrong with the backup: damaged, unfinished, of another product */
export function readManifest(folder: string): { manifest: Manifest; entries: Entry[] } {
  const file = path.join(folder, 'manifest.json')
  if (!existsSync(file)) throw new Error(`${folder} is no finished backup: it has no manifest.json`)
  const [, text = '', digest] = /^([^]*)\n([0-9a-f]{64})\n$/.exec(readFileSync(file, 'utf8')) ?? []
  if (sha256(text) !== digest) throw new Error(`${file} is damaged: its own digest does not fit`)
  const parsed = Manifest.safeParse(JSON.parse(text))
  if (!parsed.success)
    throw new Error(`${file} is of another version of the product: ${parsed.error.issues[0]?.path.join('.')}`)
  const listFile = path.join(folder, 'files.jsonl')
  const list = existsSync(listFile) ? readFileSync(listFile, 'utf8') : ''
  if (sha256(list) !== parsed.data.filesSha256)
    throw new Error(`${listFile} is damaged or missing: it is not the one that the manifest names`)
  const entries = list.split('\n').flatMap((line) => (line ? [Entry.parse(JSON.parse(line))] : []))
  return { manifest: parsed.data, entries }
}

/** Where the bytes of an entry lie. */
export const sourceOf = (place: string, folder: string, { area, path: name, sha256: digest }: Entry) =>
  area === 'postgres' ? path.join(folder, 'postgres', name) : poolPath(place, digest)

/** Missing files and wrong sizes are told before hours go into copying. */
export function checkSizes(place: string, folder: string, entries: Entry[]): void {
  for (const entry of entries) {
    const file = sourceOf(place, folder, entry)
    const size = existsSync(file) ? statSync(file).size : undefined
    if (size !== entry.size)
      throw new Error(
        size === undefined
          ? `The backup is damaged: ${file} is missing`
          : `The backup is damaged: ${file} has ${size} bytes instead of ${entry.size}`,
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
