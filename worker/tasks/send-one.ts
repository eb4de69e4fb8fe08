import { asWorker } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'
import { FILE_IS_MISSING, OWN_ERROR } from '@/lib/delivery/labels'
import { noteSent } from '@/lib/delivery/note-sent'
import { keepSealed } from '@/lib/delivery/keep-sealed'
import { putAside, leaveOut, settleSend, type Claimed, type SendOutcome } from '@/lib/delivery/send-messages'
import { filesToUpload, markStored, type Change, type ToUpload } from '@/lib/delivery/message-files'
import { findDigest } from '@/lib/files/find-digest'
import { openFile, sizeOf } from '@/lib/files/store'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { provesUntaken, type Gateway } from '@/lib/smev/gateway'
import type { Signing } from '../file-signing'

export type Means = {
  signing: () => Promise<Signing | undefined>
  upload: Gateway['upload']
  /** Hears what became of the exchange, when there was one. */
  tell: (outcome: SendOutcome) => void
}

/** The files first, then the message that names them: an order never points at a file that is not there (fault F15). */
export async function sendOne(
  gateway: Gateway,
  message: Claimed,
  { signing, upload, tell }: Means,
): Promise<void> {
  const whole = await uploadAll(upload, message)
  const outcome = whole && 'changes' in whole ? await sealAndSend(gateway, whole, signing, tell) : whole
  if (!outcome) return // another worker has it by now, or nothing of it may leave
  const fault = 'fault' in outcome ? outcome.fault : undefined
  log.debug('message.sent', {
    messageId: message.id,
    attempt: message.attempts,
    verdict: outcome.verdict,
    fault,
  })
  await settleSend(message, outcome, mintMessageId)
}

/** Signed, committed, sent: in this order, so that what left is always in the log (promise 3). */
async function sealAndSend(
  gateway: Gateway,
  message: Claimed,
  signing: Means['signing'],
  tell: Means['tell'],
): Promise<SendOutcome | null> {
  const stored = message.sealed ? Buffer.from(message.sealed) : undefined
  const prepared = stored ?? (await prepare(gateway, message, signing))
  if (!Buffer.isBuffer(prepared)) return prepared
  const sealed = await gateway.seal(prepared)
  if (!sealed.ok) return untaken(sealed)
  const changed = !stored || !sealed.bytes.equals(stored)
  if (changed && !(await keepSealed(message, sealed.bytes))) return null
  const unnoted = await noteSent(message, sealed.bytes)
  if (unnoted) return unnoted
  const sent = await gateway.send(sealed.bytes, message.id, mayHaveLeft(message))
  tell(sent)
  return 'fault' in sent ? { ...sent, untaken: provesUntaken(sent.fault) } : sent
}

const untaken = ({ verdict, fault, text }: SendOutcome): SendOutcome => ({
  verdict: verdict === 'taken' ? 'retry' : verdict,
  fault,
  text,
  untaken: true,
})

/** The bytes of what may leave; what throws, a defect of ours, waits by itself and keeps none of the others. */
async function prepare(
  gateway: Gateway,
  message: Claimed,
  signing: Means['signing'],
): Promise<Buffer | SendOutcome | null> {
  const using = await signing()
  try {
    return await prepareWith(gateway, message, using)
  } catch (error) {
    const thrown: string[] = []
    for (const change of await signed(message.changes, using))
      try {
        prepareOf(gateway, message, [change])
      } catch {
        thrown.push(change.id)
      }
    if (message.mayBeTaken || thrown.length === 0 || thrown.length === message.changes.length) throw error
    log.error('change.notMade', { messageId: message.id, changes: thrown.join(), ...trace(error) })
    await leaveOut(message, thrown, {
      kind: 'send.ask',
      fault: OWN_ERROR,
      text: error instanceof Error ? error.name : 'unknown',
    })
    const rest = message.changes.filter(({ id }) => !thrown.includes(id))
    return prepare(gateway, { ...message, changes: rest }, signing)
  }
}

/** A change that our check does not let out is put aside, the others go without it. */
async function prepareWith(
  gateway: Gateway,
  message: Claimed,
  using: Signing | undefined,
): Promise<Buffer | SendOutcome | null> {
  const changes = await signed(message.changes, using)
  if (using?.problem !== undefined && changes.some(needsSignature))
    return { verdict: 'stop', fault: 'FileKeyUnreadable', text: using.problem, untaken: true }
  const whole = prepareOf(gateway, message, changes)
  if (whole.ok) return whole.bytes
  const text = whole.errors.join('; ')
  if (whole.verdict === 'stop')
    // Nothing is wrong with the changes: they wait as they are until an administrator has mended what is.
    return { verdict: 'stop', fault: whole.fault ?? 'unknown', text, untaken: true }
  // Restored from the journal: it had left, so it must not go under another id.
  if (message.mayBeTaken) return { verdict: 'ask', fault: 'OwnCheck', text }
  const bad = changes.flatMap((change) => {
    const alone = changes.length === 1 ? whole : prepareOf(gateway, message, [change])
    return alone.ok ? [] : [{ id: change.id, errors: alone.errors }]
  })
  const blamed = bad.length > 0 ? bad : changes.map(({ id }) => ({ id, errors: whole.errors }))
  await putAside(message, blamed)
  const rest = message.changes.filter(({ id }) => !blamed.some((one) => one.id === id))
  return rest.length > 0 ? prepareWith(gateway, { ...message, changes: rest }, using) : null
}

function prepareOf(gateway: Gateway, { id: messageId, kind }: Claimed, changes: Change[]) {
  const orders = changes.map(({ facts }) => facts)
  const environment = orders[0]?.environment ?? 'SVCDEV'
  return kind === 'CREATE'
    ? gateway.prepare({ messageId, environment, kind, orders: orders.filter((one) => one.kind === 'CREATE') })
    : gateway.prepare({ messageId, environment, kind, orders: orders.filter((one) => one.kind === 'UPDATE') })
}

/** Whether its id is known elsewhere: also where a restored database has not got its bytes. */
const mayHaveLeft = ({ sealed, mayBeTaken }: Claimed): boolean => sealed !== null || mayBeTaken

/** Files that nobody has signed get the organisation's signature. */
async function signed(changes: Change[], signing: Signing | undefined): Promise<Change[]> {
  if (!signing) return changes
  const done: Change[] = []
  for (const change of changes)
    done.push(
      needsSignature(change)
        ? { ...change, facts: await asWorker((tx) => signing.sign(tx, change.facts)) }
        : change,
    )
  return done
}

const needsSignature = ({ facts }: Change) => facts.status.attachments.some((file) => !file.signature)

/** The message once the store has all its files, without the changes whose file is not there; or why it may not go. */
export async function uploadAll(
  upload: Gateway['upload'],
  message: Claimed,
): Promise<Claimed | SendOutcome | null> {
  const missing: ToUpload[] = []
  for (const one of await filesToUpload(message.changes)) {
    const { file } = one
    const digest = await findDigest(file.fileId)
    const size =
      digest && (await sizeOf(digest).catch((error: unknown) => (log.warn('files.away', trace(error)), NaN)))
    if (Number.isNaN(size))
      return untaken({ verdict: 'retry', fault: 'OwnFilesAway', text: 'the store of files does not answer' })
    if (!digest || size !== file.size) {
      missing.push(one)
      continue
    }
    const uploaded = await upload({
      storeUuid: file.storeUuid,
      name: file.transportName,
      size: file.size,
      sha256: digest,
      open: (start) => openFile(digest, start),
    })
    // Only what has not left may be parted, or go under another id.
    if (!uploaded.ok)
      return untaken(
        mayHaveLeft(message) && uploaded.verdict === 'fix' ? { ...uploaded, verdict: 'ask' } : uploaded,
      )
    await markStored(file.fileId)
  }
  if (missing.length === 0) return message
  const text = missing.map(({ file }) => file.fileId).join(', ')
  if (mayHaveLeft(message)) return untaken({ verdict: 'ask', fault: FILE_IS_MISSING, text })
  const ids = [...new Set(missing.map(({ changeId }) => changeId))]
  await leaveOut(message, ids, { kind: 'files.missing', fault: FILE_IS_MISSING, text })
  const rest = message.changes.filter(({ id }) => !ids.includes(id))
  return rest.length > 0 ? { ...message, changes: rest } : null
}
