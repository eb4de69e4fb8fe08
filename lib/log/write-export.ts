import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { GENESIS } from '@/lib/core/chain'
import { now } from '@/lib/core/clock'
import { openBytes } from '@/lib/core/seal-value'
import { makeCms } from '@/lib/gost/make-cms'
import type { Signer } from '@/lib/gost/signer'
import { copyRows } from './copy-rows'
import { FILES, type ExportedRow, type Manifest } from './export-format'
import { digestLine } from './judge-contents'
import { readSnapshot } from './read-snapshot'
import { ENVELOPES, type SealedLog } from './sealed-log'
import { settledBefore } from './settled-rows'

/** How the folder of an export begins that is not whole yet. */
export const PARTIAL = '.log-partial-'

export type ExportOptions = {
  before: Date
  /** Where the export's own folder is made. */
  to: string
  /** The oldest so many rows. */
  most?: number
  signer?: Signer
  /** Envelopes that nobody waits for, when nothing else is said. */
  log?: SealedLog
}

/**
 * Writes what is settled and older into a folder of its own, to the disk; the folder has its name only when it is whole.
 * Returns it; undefined when there is nothing to write.
 */
export async function writeExport(url: string, options: ExportOptions): Promise<string | undefined> {
  const { before, to, signer, log = ENVELOPES } = options
  const partial = path.join(to, `${PARTIAL}${crypto.randomUUID()}`)
  await mkdir(partial, { recursive: true, mode: 0o700 })
  try {
    const file = path.join(partial, FILES.rows(log.name))
    const written = await writeRows(url, file, options)
    if (!written) {
      await rm(partial, { recursive: true })
      return undefined
    }
    const madeAt = now()
    const manifest: Manifest = {
      format: 'arm-elk message log 1',
      log: log.name,
      madeAt: madeAt.toISOString(),
      before: before.toISOString(),
      ...written,
      fileSha256: await sha256OfFile(file),
      signedBy: signer?.certificate.owner ?? null,
    }
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
    await writeFile(path.join(partial, FILES.manifest), bytes, { mode: 0o600, flush: true })
    if (signer) {
      const signature = await makeCms(signer, signer.digest(bytes), madeAt)
      await writeFile(path.join(partial, FILES.signature), signature, { mode: 0o600, flush: true })
    }
    await bringToDisk(file)
    await bringToDisk(partial)
    const time = madeAt.toISOString().replaceAll(/[-:.]/g, '')
    const folder = path.join(
      /* turbopackIgnore: true */ to,
      `${log === ENVELOPES ? 'log' : log.name}-${written.firstPosition}-${written.lastPosition}-${time}`,
    )
    await rename(partial, folder)
    await bringToDisk(to)
    return folder
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

type Written = Pick<Manifest, 'rows' | 'firstPosition' | 'lastPosition' | 'rowsDigest'>

async function writeRows(
  url: string,
  file: string,
  { before, most, log = ENVELOPES }: ExportOptions,
): Promise<Written | undefined> {
  const gzip = createGzip()
  const landed = pipeline(gzip, createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  landed.catch(() => undefined) // told below
  const names = Object.keys(log.fields)
  const digest = createHash('sha256')
  let [rows, firstPosition, lastPosition] = [0, 0, 0]
  let full: Promise<void> | undefined
  const columns = [
    'position',
    'seal',
    `(SELECT p.seal FROM public.${log.name} p WHERE p.position = ${log.name}.position - 1)`,
    log.hasBody ? 'body' : 'NULL::bytea',
    ...Object.values(log.fields),
  ]
  const limit = most ? `LIMIT ${most}` : ''
  const sql = `SELECT ${columns.join(', ')} FROM public.${log.name} WHERE ${exported(log, before)} ORDER BY position ${limit}`
  try {
    await readSnapshot(url, (client) =>
      copyRows(client, sql, ([position, seal, previous, body, ...fields]) => {
        const row: ExportedRow = {
          position: Number(position?.readBigInt64BE()),
          previous: (previous ?? Buffer.from(GENESIS)).toString('hex'),
          seal: seal?.toString('hex') ?? '',
          fields: Object.fromEntries(names.map((name, index) => [name, fields[index]?.toString() ?? null])),
          body: body ? Buffer.from(openBytes(body)).toString('base64') : null,
        }
        digest.update(digestLine(row.position, row.fields.sha256 ?? row.seal))
        rows++
        firstPosition ||= row.position
        lastPosition = row.position
        if (gzip.write(`${JSON.stringify(row)}\n`)) return undefined
        return (full ??= Promise.race([once(gzip, 'drain'), landed]).then(() => void (full = undefined)))
      }),
    )
  } finally {
    gzip.end()
    await landed
  }
  return rows > 0 ? { rows, firstPosition, lastPosition, rowsDigest: digest.digest('hex') } : undefined
}

const exported = (log: SealedLog, before: Date): string =>
  log === ENVELOPES
    ? settledBefore(before)
    : `position IS NOT NULL AND ${log.finalSince} < '${before.toISOString()}'::timestamptz`

async function sha256OfFile(file: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(file)) digest.update(chunk as Buffer)
  return digest.digest('hex')
}

async function bringToDisk(place: string): Promise<void> {
  const handle = await open(place)
  await handle.sync().finally(() => handle.close())
}
