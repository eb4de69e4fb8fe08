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
  open: () => Readable
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

/**
 * Puts a file into СМЭВ's file store (protocol.md, 4.5). Repeating it overwrites, so it may be repeated; what a broken
 * upload left is taken away first where the store does not overwrite.
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
    const put = async () => {
      source = open()
      source.once('error', (error) => (unreadable = error))
      await client.uploadFrom(source, name)
    }
    await put().catch(async (error: unknown) => {
      if (unreadable || !isTaken(error)) throw error
      source?.destroy()
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
