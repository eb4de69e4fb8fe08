import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { Streebog } from '../../../lib/gost/streebog'
import type { StoredFile } from './events'

const SAFE = /^[0-9A-Za-z-]{1,64}$/

/** The directory the FTP server writes to: one folder for a uuid, one file in it. */
export class FileStore {
  readonly root: string

  constructor(data: string) {
    this.root = path.join(data, 'ftp')
  }

  async prepare(): Promise<void> {
    await mkdir(this.root, { recursive: true })
  }

  async find(uuid: string): Promise<StoredFile | undefined> {
    if (!SAFE.test(uuid)) return undefined
    const folder = path.join(this.root, uuid)
    const names = await readdir(folder, { withFileTypes: true }).catch(() => [])
    const name = names.find((entry) => entry.isFile())?.name
    if (name === undefined) return undefined
    const { size } = await stat(path.join(folder, name))
    return { uuid, name, size }
  }

  /** The Hash of the wire: base64 of the GOST R 34.11-2012 digest. The file is on the disk for good once this returns. */
  async hash(file: StoredFile): Promise<string> {
    const digest = new Streebog(256)
    for await (const chunk of this.read(file)) digest.update(chunk as Uint8Array)
    const handle = await open(this.pathOf(file), 'r')
    await handle.datasync().finally(() => handle.close())
    return Buffer.from(digest.digest()).toString('base64')
  }

  read(file: StoredFile) {
    return createReadStream(this.pathOf(file))
  }

  private pathOf({ uuid, name }: StoredFile): string {
    return path.join(this.root, uuid, name)
  }
}
