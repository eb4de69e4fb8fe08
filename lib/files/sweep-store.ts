import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { blobs } from './blobs'
import { holdDigest } from './hold-digest'
import { keyOf, storeRoot } from './store'

const DAY = 86_400_000
const AT_ONCE = 500

/**
 * Removes what uploads left behind: bytes whose transaction did not come about, and parts of bodies that a kill cut off.
 * Only what is older than a day, and of a digest that no row has, asked once more while nobody else may keep it.
 * Returns how many.
 */
export async function sweepStore(): Promise<number> {
  let swept = 0
  const tmp = path.join(storeRoot(), 'tmp')
  for (const name of await namesIn(tmp)) if (await sweep(path.join(tmp, name))) swept++
  let old: Uint8Array<ArrayBuffer>[] = []
  const judge = async () => {
    for (const digest of await withoutRow(old)) if (await sweepDigest(digest)) swept++
    old = []
  }
  for await (const { key, changedAt } of blobs().list('files/')) {
    const [, name] = /^files\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key) ?? []
    if (!name || !isOld(changedAt)) continue
    old.push(new Uint8Array(Buffer.from(name, 'hex')))
    if (old.length === AT_ONCE) await judge()
  }
  await judge()
  return swept
}

const isOld = (at: Date) => now().getTime() - at.getTime() > DAY

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

async function withoutRow(digests: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>[]> {
  const found = await asWorker((tx) =>
    tx.file.findMany({ where: { sha256: { in: digests } }, select: { sha256: true } }),
  )
  const known = new Set(found.map(({ sha256 }) => Buffer.from(sha256).toString('hex')))
  return digests.filter((digest) => !known.has(Buffer.from(digest).toString('hex')))
}

const sweepDigest = (digest: Uint8Array<ArrayBuffer>): Promise<boolean> =>
  asWorker(async (tx) => {
    await holdDigest(tx, digest)
    if (await tx.file.findFirst({ where: { sha256: digest }, select: { id: true } })) return false
    const found = await blobs().stat(keyOf(digest)) // it may have come anew since it was listed
    if (!found || !isOld(found.changedAt)) return false
    await blobs().remove(keyOf(digest))
    return true
  })

async function sweep(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile() || !isOld(found.mtime)) return false
  await rm(file, { force: true })
  return true
}
