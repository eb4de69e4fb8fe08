import type { Readable } from 'node:stream'
import { Client, FTPError } from 'basic-ftp'
import { failure, failureOf, type Failure } from './outcome'

export interface FileStoreSettings {
  host: string
  port: number
  user: string
  password: string
  /** Milliseconds of silence, and for the whole upload twenty times that. */
  timeoutMs: number
}

export interface Upload {
  /** Directory of the file, the same as its uuid in the header. */
  storeUuid: string
  name: string
  /** Bytes the file must have when it has arrived. */
  size: number
  /** For a store that checks it. */
  sha256?: Uint8Array
  /** The bytes from this one on. */
  open: (start?: number) => Readable
}

export type UploadOutcome = { ok: true } | Failure

const WHOLE = 20

function failureOfStore(error: unknown): Failure {
  if (!(error instanceof FTPError)) {
    const text = error instanceof Error ? error.message : String(error)
    return /^timeout/i.test(text) ? failure('Timeout', text) : failureOf(error)
  }
  if (error.code === 552 || error.code === 452) return failure('FileStoreFull', error.message)
  if (error.code === 530 || error.code === 532) return failure('FileStoreRefused', error.message)
  return failure('ConnectionFailed', error.message)
}

const isTaken = (error: unknown): boolean =>
  error instanceof FTPError && (error.code === 550 || error.code === 553)

/** Bytes of the file that are there already; 0 when it is not there, or the store does not tell. */
const sizeThere = (client: Client, name: string): Promise<number> => client.size(name).catch(() => 0)

/**
 * Puts a file into СМЭВ's file store (protocol.md, 4.5). It may be repeated: what a broken upload left in this file's own
 * directory is gone on with, and where that cannot be, it is written anew, over the old or after taking that away.
 */
export async function uploadFile(
  store: FileStoreSettings,
  { storeUuid, name, size, open }: Upload,
): Promise<UploadOutcome> {
  if (/[\r\n/\\]/.test(storeUuid + name))
    return failure('FileUnreadable', 'name with a slash or a line break')
  const client = new Client(store.timeoutMs)
  let late = false
  const deadline = setTimeout(() => {
    late = true
    client.close()
  }, store.timeoutMs * WHOLE)
  let source: Readable | undefined
  let unreadable: unknown
  try {
    await client.access({
      host: store.host,
      port: store.port,
      user: store.user,
      password: store.password,
      secure: false,
    })
    // MKD refuses what is there already; whether the directory can be entered is what matters.
    await client.sendIgnoringError(`MKD /${storeUuid}`)
    await client.cd(`/${storeUuid}`)
    const opened = (start?: number) => {
      source?.destroy()
      source = open(start)
      source.once('error', (error) => (unreadable = error))
      return source
    }
    const put = () => client.uploadFrom(opened(), name)
    const there = await sizeThere(client, name)
    if (there > 0 && there < size) {
      await client.appendFrom(opened(there), name).catch((error: unknown) => {
        if (unreadable || !(error instanceof FTPError)) throw error
      })
      if ((await sizeThere(client, name)) === size) return { ok: true }
    }
    await put().catch(async (error: unknown) => {
      if (unreadable || !isTaken(error)) throw error
      await client.sendIgnoringError(`DELE ${name}`)
      await put()
    })
    const arrived = await client.size(name)
    return arrived === size ? { ok: true } : failure('FileSizeDiffers', `${arrived} bytes of ${size} arrived`)
  } catch (error) {
    if (unreadable)
      return failure('FileUnreadable', unreadable instanceof Error ? unreadable.message : String(unreadable))
    return late
      ? failure('Timeout', `upload longer than ${store.timeoutMs * WHOLE} ms`)
      : failureOfStore(error)
  } finally {
    clearTimeout(deadline)
    source?.destroy()
    client.close()
  }
}
