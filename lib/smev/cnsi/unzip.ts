import { crc32, inflateRawSync } from 'node:zlib'

/** What an archive of a directory may hold: far more than is known of them, far less than a machine has. */
export const ZIP_LIMITS = { entries: 16, entryBytes: 5 * 1024 * 1024, bytes: 20 * 1024 * 1024, ratio: 200 }

export type Unzipped = { ok: true; files: Buffer[] } | { ok: false; reason: string }

class BadArchive extends Error {}
const refuse = (reason: string): never => {
  throw new BadArchive(reason)
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50

/** The record that ends an archive: the last signature whose comment reaches exactly to the end. */
function endOf(archive: Buffer): number {
  for (let at = archive.length - 22; at >= 0 && at >= archive.length - 22 - 0xffff; at--)
    if (archive.readUInt32LE(at) === END && at + 22 + archive.readUInt16LE(at + 20) === archive.length)
      return at
  return refuse('it has no end')
}

/** The bytes of one file; names are never looked at, so no path can lead anywhere. */
function contentOf(archive: Buffer, central: number): Buffer {
  const flags = archive.readUInt16LE(central + 8)
  const method = archive.readUInt16LE(central + 10)
  const checksum = archive.readUInt32LE(central + 16)
  const packed = archive.readUInt32LE(central + 20)
  const size = archive.readUInt32LE(central + 24)
  const local = archive.readUInt32LE(central + 42)
  if (flags & 0x2041) refuse('it is encrypted')
  if (size > ZIP_LIMITS.entryBytes) refuse(`a file of more than ${ZIP_LIMITS.entryBytes} bytes`)
  if (size > packed * ZIP_LIMITS.ratio) refuse(`packed more than ${ZIP_LIMITS.ratio} times`)
  if (local + 30 > archive.length || archive.readUInt32LE(local) !== LOCAL)
    refuse('a file is not where it is said')
  const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  if (from + packed > archive.length) refuse('it is cut')
  const bytes = archive.subarray(from, from + packed)
  // One byte more than is declared, so that a file that grows beyond it is seen.
  const content =
    method === 0
      ? bytes
      : method === 8
        ? inflateRawSync(bytes, { maxOutputLength: size + 1 })
        : refuse(`packed by method ${method}`)
  if (content.length !== size || crc32(content) !== checksum) refuse('a file is damaged')
  return content
}

/** The files of a ZIP archive, in its order. Bounded in number, size and ratio; stored and deflated ones only. */
export function unzip(archive: Buffer): Unzipped {
  try {
    if (archive.length < 22) refuse('it has no end')
    const end = endOf(archive)
    const entries = archive.readUInt16LE(end + 10)
    if (archive.readUInt16LE(end + 4) !== 0 || archive.readUInt16LE(end + 8) !== entries)
      refuse('it is of several volumes')
    if (entries > ZIP_LIMITS.entries) refuse(`more than ${ZIP_LIMITS.entries} files`)
    const files: Buffer[] = []
    let total = 0
    for (let at = archive.readUInt32LE(end + 16), left = entries; left > 0; left--) {
      if (at + 46 > end || archive.readUInt32LE(at) !== CENTRAL) refuse('its list is damaged')
      const [name, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field)) as [
        number,
        number,
        number,
      ]
      const isFolder = archive[at + 46 + name - 1] === 0x2f
      if (!isFolder) total += files[files.push(contentOf(archive, at)) - 1]?.length ?? 0
      if (total > ZIP_LIMITS.bytes) refuse(`more than ${ZIP_LIMITS.bytes} bytes`)
      at += 46 + name + extra + comment
    }
    return { ok: true, files }
  } catch (error) {
    if (error instanceof BadArchive) return { ok: false, reason: error.message }
    // What zlib and Buffer have against foreign bytes.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error))
      return { ok: false, reason: 'a file is damaged' }
    throw error
  }
}
