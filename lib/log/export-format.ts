import { z } from 'zod'

/** What an export folder holds: the rows, what they are, and by whom it is signed. */
export const FILES = {
  rows: (log: string) => `${log}.ndjson.gz`,
  manifest: 'manifest.json',
  signature: 'manifest.json.p7s',
}

const Digest = z.string().regex(/^[0-9a-f]{64}$/)
const position = z.number().int().positive()

/** A line of the rows. `previous` is the seal of the position before it: each line can be checked by itself. */
export const ExportedRow = z.object({
  position,
  previous: Digest,
  seal: Digest,
  fields: z.record(z.string(), z.string().nullable()),
  /** Null: rows of this log have none. */
  body: z.base64().nullable(),
})
export type ExportedRow = z.infer<typeof ExportedRow>

export const Manifest = z.object({
  format: z.literal('arm-elk message log 1'),
  log: z.string(),
  madeAt: z.iso.datetime(),
  /** Only what is older. */
  before: z.iso.datetime(),
  rows: z.number().int().positive(),
  firstPosition: position,
  lastPosition: position,
  /** SHA-256 over `position:sha256` and a line's end of each row; in a log without bodies the seal stands for it. */
  rowsDigest: Digest,
  fileSha256: Digest,
  /** Whose detached CMS signature of this file lies beside it; null: nobody's. */
  signedBy: z.string().nullable(),
})
export type Manifest = z.infer<typeof Manifest>
