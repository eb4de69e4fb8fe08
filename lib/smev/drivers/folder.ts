import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, lstat, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { clientMessageXml, CONTENT } from '../adapter/client-message'
import { readReply, readStored } from '../adapter/reply'
import type { AcknowledgeOutcome, FolderSettings, Gateway, ReceiveOutcome, Refused } from '../contract'
import { verdictOf } from '../faults'
import { failureOfFolder, putBytes, putFile, syncFolder } from '../transport/folder'
import type { Failure } from '../transport/outcome'
import { now } from '@/lib/core/clock'
import { checkRequest } from './check-request'

/** Who writes an answer without a temporary name may be at it this long. */
const WRITING_MS = 10_000
const FILES = 'files'

const refused = ({ fault, text }: Pick<Failure, 'fault' | 'text'>): Refused => ({
  verdict: verdictOf(fault),
  fault,
  text,
})
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Another worker was at it first. */
function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

interface Seen {
  name: string
  size: number
  mtimeMs: number
  plain: boolean
}

async function look(folder: string, name: string): Promise<Seen | undefined> {
  const stat = await lstat(join(folder, name)).catch(unlessGone)
  return stat && !stat.isDirectory()
    ? { name, size: stat.size, mtimeMs: stat.mtimeMs, plain: stat.isFile() }
    : undefined
}

/** Answers that lie in the folder, the oldest first; names with a dot before them are still being written. */
async function listAnswers(folder: string): Promise<Seen[]> {
  const seen: Seen[] = []
  for (const name of await readdir(folder)) {
    const file = name.startsWith('.') || !/\.xml$/i.test(name) ? undefined : await look(folder, name)
    if (file) seen.push(file)
  }
  return seen.sort((one, other) => one.mtimeMs - other.mtimeMs || (one.name < other.name ? -1 : 1))
}

/** A name that still fits the disk (255 bytes) with a time before it. */
const short = (name: string): string => (Buffer.byteLength(name) > 200 ? name.slice(-60) : name)

/** The adapter's messages as files: ours go into one folder, answers come in another. Nothing is deleted. */
export function createFolder({ out, in: inbox, system, maxBytes }: FolderSettings): Gateway {
  /** Answers handed over and not yet acknowledged, by the digest of their bytes. */
  const handed = new Map<string, Seen>()
  let waiting: Seen[] = []

  const move = async ({ name, mtimeMs }: Seen, to: 'done' | 'bad'): Promise<void> => {
    await mkdir(join(inbox, to)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    const kept = join(/* turbopackIgnore: true */ inbox, to, `${Math.floor(mtimeMs)}-${short(name)}`)
    await rename(join(inbox, name), kept).catch(unlessGone)
    await syncFolder(inbox)
  }

  const holds = async ({ name }: Seen, digest: string): Promise<boolean> => {
    const bytes = await readFile(join(inbox, name)).catch(unlessGone)
    return bytes !== undefined && hashOf(bytes) === digest
  }

  /** Its file, found by the bytes: a restart forgets the name, and another answer may have come under it. */
  const fileOf = async (digest: string): Promise<Seen | undefined> => {
    const known = handed.get(digest)
    if (known && (await holds(known, digest))) return known
    for (const file of await listAnswers(inbox))
      if (file.plain && file.size <= maxBytes && (await holds(file, digest))) return file
    return undefined
  }

  const finish = async (digest: string, to: 'done' | 'bad'): Promise<AcknowledgeOutcome> => {
    try {
      const file = await fileOf(digest)
      if (file) await move(file, to)
      handed.delete(digest)
      return { ok: true }
    } catch (error) {
      return { ok: false, ...refused(failureOfFolder(error)) }
    }
  }

  const isHanded = ({ name, mtimeMs }: Seen): boolean =>
    [...handed.values()].some((file) => file.name === name && file.mtimeMs === mtimeMs)

  /** Undefined: too large, or no plain file. */
  const bytesOf = async (file: Seen): Promise<Buffer | 'gone' | undefined> =>
    file.plain && file.size <= maxBytes
      ? readFile(join(inbox, file.name))
          .catch(unlessGone)
          .then((bytes) => bytes ?? 'gone')
      : undefined

  /** Why this file is no answer; undefined when it is one, «writing» when it may become one. */
  const objection = (file: Seen, bytes: Buffer | undefined): string | undefined => {
    if (!file.plain) return 'not a plain file'
    if (!bytes) return `larger than ${maxBytes} bytes`
    const reply = readReply(bytes)
    if (reply.kind === 'messages' && reply.messages.some((message) => !message.isRequest)) return undefined
    if (reply.kind === 'unreadable')
      return now().getTime() - file.mtimeMs < WRITING_MS ? 'writing' : reply.reason
    return 'not an answer'
  }

  return {
    read(raw) {
      const answer = readStored(raw)
      return answer.ok ? { ...answer, messageId: hashOf(raw) } : answer
    },
    close: () => undefined,
    seal: (bytes) => Promise.resolve({ ok: true, bytes }),
    acknowledge: (digest) => finish(digest, 'done'),
    putAside: (digest) => finish(digest, 'bad'),

    prepare(request) {
      const checked = checkRequest(request, CONTENT)
      if (!checked.ok) return checked
      const { messageId, testMessage } = request
      const files = checked.files.map(({ storeUuid, transportName, signature }) => ({
        filePath: `${FILES}/${storeUuid}/${transportName}`,
        signature,
      }))
      const xml = clientMessageXml({ system, messageId, content: checked.content, files, testMessage })
      return { ok: true, bytes: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`) }
    },

    async upload(file) {
      const root = join(/* turbopackIgnore: true */ out, FILES)
      const made = await mkdir(root).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => (error.code === 'EEXIST' ? undefined : failureOfFolder(error)),
      )
      const put = made ?? (await putFile(root, file))
      return put.ok ? put : { ok: false, ...refused(put) }
    },

    async send(bytes, messageId) {
      const put = await putBytes(out, `${messageId}.xml`, bytes)
      if (put.ok) return { verdict: 'taken', raw: Buffer.alloc(0) }
      const { verdict, ...rest } = refused(put)
      return { ...rest, verdict: verdict === 'taken' ? 'retry' : verdict }
    },

    async receive(): Promise<ReceiveOutcome> {
      try {
        if (waiting.length === 0) waiting = await listAnswers(inbox)
        for (let listed = waiting.shift(); listed; listed = waiting.shift()) {
          const file = await look(inbox, listed.name) // it may be written anew since
          if (!file || isHanded(file)) continue
          const bytes = await bytesOf(file)
          if (bytes === 'gone') continue
          const reason = objection(file, bytes)
          if (reason === 'writing') continue
          if (reason !== undefined) {
            await move(file, 'bad')
            return { kind: 'fault', ...refused({ fault: 'BadFile', text: `${file.name}: ${reason}` }) }
          }
          if (!bytes) continue
          handed.set(hashOf(bytes), file)
          return { kind: 'message', raw: bytes }
        }
        return { kind: 'empty' }
      } catch (error) {
        return { kind: 'fault', ...refused(failureOfFolder(error)) }
      }
    },
  }
}
