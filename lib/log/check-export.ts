import { createHash, hash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { encodeFields, logName, sealOf } from '@/lib/core/chain'
import type { CertificateNames } from '@/lib/gost/describe-certificate'
import { openDigest } from '@/lib/gost/digest'
import { readCms, SIGNATURE_LIMIT } from '@/lib/gost/read-cms'
import { verifyCms } from '@/lib/gost/verify-cms'
import { ExportedRow, FILES, Manifest } from './export-format'
import { digestLine } from './judge-contents'
import { sealedLog, type SealedLog } from './sealed-log'

export type CheckedExport = {
  manifest?: Manifest
  /** SHA-256 of the manifest: what the act names. */
  digest?: string
  /** Whose signatures of the manifest hold, by their certificates: the manifest itself may say anything. */
  signers: CertificateNames[]
  positions: bigint[]
  /** What is wrong; nothing when the export is whole. */
  problems: string[]
}

const MOST = 100

/** Reads an export back from the disk and checks all of it, without a database. */
export async function checkExport(folder: string): Promise<CheckedExport> {
  const problems: string[] = []
  const tell = (text: string) => void (problems.length < MOST && problems.push(text))
  const positions: bigint[] = []
  try {
    const bytes = await readFile(path.join(folder, FILES.manifest))
    const manifest = Manifest.parse(JSON.parse(bytes.toString('utf8')))
    const signers = await checkSignature(folder, bytes, manifest, tell)
    await checkRows(path.join(folder, FILES.rows(manifest.log)), manifest, positions, tell)
    return { manifest, digest: hash('sha256', bytes, 'hex'), signers, positions, problems }
  } catch (error) {
    tell(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return { signers: [], positions, problems }
  }
}

async function checkSignature(
  folder: string,
  bytes: Buffer,
  { signedBy }: Manifest,
  tell: (text: string) => void,
): Promise<CertificateNames[]> {
  const file = path.join(folder, FILES.signature)
  if (!existsSync(file)) {
    if (signedBy !== null) tell('the signature of the manifest is not there')
    return []
  }
  const signature = await readFile(file)
  const read = readCms(signature.subarray(0, SIGNATURE_LIMIT + 1))
  const judged =
    read.ok &&
    (await verifyCms(read.cms, (name) => {
      const digest = openDigest(name)
      digest.update(bytes)
      return digest.digest()
    }))
  if (!read.ok) tell(`the signature of the manifest cannot be read: ${read.problem}`)
  if (!judged) return []
  if (!judged.ok) tell(`the signature of the manifest does not hold: ${judged.problem}`)
  return judged.ok ? judged.signers.map(({ certificate }) => certificate) : []
}

async function checkRows(
  file: string,
  manifest: Manifest,
  positions: bigint[],
  tell: (text: string) => void,
): Promise<void> {
  const whole = createHash('sha256')
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      whole.update(chunk)
      done(null, chunk)
    },
  })
  const gunzip = createGunzip()
  const read = pipeline(createReadStream(file), counted, gunzip)
  read.catch(() => undefined) // told below
  const digest = createHash('sha256')
  const log = sealedLog(manifest.log)
  let last: ExportedRow | undefined
  for await (const line of createInterface({ input: gunzip, crlfDelay: Infinity })) {
    const row = ExportedRow.parse(JSON.parse(line))
    judgeRow(log, row, last, tell)
    digest.update(digestLine(row.position, row.fields.sha256 ?? row.seal))
    positions.push(BigInt(row.position))
    last = row
  }
  await read
  if (positions.length !== manifest.rows) tell(`${positions.length} rows, the manifest says ${manifest.rows}`)
  if (positions[0] !== BigInt(manifest.firstPosition) || last?.position !== manifest.lastPosition)
    tell('the first or last position is not the one of the manifest')
  if (digest.digest('hex') !== manifest.rowsDigest)
    tell('the digest of the rows is not the one of the manifest')
  if (whole.digest('hex') !== manifest.fileSha256) tell('the file of the rows is not the one of the manifest')
}

function judgeRow(
  log: SealedLog,
  row: ExportedRow,
  last: ExportedRow | undefined,
  tell: (text: string) => void,
): void {
  const { position, previous, seal, fields, body } = row
  if (last && position <= last.position) tell(`position ${position} stands after ${last.position}`)
  if (last?.position === position - 1 && last.seal !== previous)
    tell(`position ${position} does not follow the row before it`)
  if (log.hasBody && hash('sha256', Buffer.from(body ?? '', 'base64'), 'hex') !== fields.sha256)
    tell(`position ${position}: the body is not what was logged`)
  const texts = Object.keys(log.fields).map((field) => fields[field] ?? null)
  const expected = sealOf(logName(log.name), Buffer.from(previous, 'hex'), position, encodeFields(texts))
  if (expected.toString('hex') !== seal)
    tell(`position ${position}: a field or the seal is not what was sealed`)
}
