import { asWorker } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'
import type { Facts } from '@/lib/delivery/facts'
import { noteSent } from '@/lib/delivery/note-sent'
import { keepSealed } from '@/lib/delivery/keep-sealed'
import {
  filesToUpload,
  markStored,
  putAside,
  settleSend,
  type Change,
  type Claimed,
  type SendOutcome,
} from '@/lib/delivery/send-messages'
import { findDigest } from '@/lib/files/find-digest'
import { openFile, sizeOf } from '@/lib/files/store'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { provesUntaken, type Gateway } from '@/lib/smev/gateway'
import type { Signing } from '../file-signing'

type SigningOf = () => Promise<Signing | undefined>

/** The files first, then the message that names them: an order never points at a file that is not there (fault F15). */
export async function sendOne(
  gateway: Gateway,
  message: Claimed,
  signing: SigningOf,
  tell: (outcome: SendOutcome) => void,
): Promise<void> {
  const outcome = (await uploadAll(gateway, message)) ?? (await sealAndSend(gateway, message, signing, tell))
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
  signing: SigningOf,
  tell: (outcome: SendOutcome) => void,
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
  const sent = await gateway.send(sealed.bytes, message.id, message.sealed !== null)
  tell(sent)
  return 'fault' in sent ? { ...sent, untaken: provesUntaken(sent.fault) } : sent
}

const untaken = ({ verdict, fault, text }: SendOutcome): SendOutcome => ({
  verdict: verdict === 'taken' ? 'retry' : verdict,
  fault,
  text,
  untaken: true,
})

/** The bytes of what may leave; a change that our check does not let out is put aside, the others go without it. */
async function prepare(
  gateway: Gateway,
  message: Claimed,
  signing: SigningOf,
): Promise<Buffer | SendOutcome | null> {
  const changes = await signed(message.changes, await signing())
  const whole = prepareOf(gateway, message, changes)
  if (whole.ok) return whole.bytes
  if (whole.verdict === 'stop')
    // Nothing is wrong with the changes: they wait as they are until an administrator has mended what is.
    return { verdict: 'stop', fault: whole.fault ?? 'unknown', text: whole.errors.join('; '), untaken: true }
  const bad = changes.flatMap((change) => {
    const alone = changes.length === 1 ? whole : prepareOf(gateway, message, [change])
    return alone.ok ? [] : [{ id: change.id, errors: alone.errors }]
  })
  const blamed = bad.length > 0 ? bad : changes.map(({ id }) => ({ id, errors: whole.errors }))
  await putAside(message, blamed)
  const rest = message.changes.filter(({ id }) => !blamed.some((one) => one.id === id))
  return rest.length > 0 ? prepare(gateway, { ...message, changes: rest }, signing) : null
}

function prepareOf(gateway: Gateway, { id: messageId, kind }: Claimed, changes: Change[]) {
  const orders = changes.map(({ facts }) => facts)
  const environment = orders[0]?.environment ?? 'SVCDEV'
  return kind === 'CREATE'
    ? gateway.prepare({ messageId, environment, kind, orders: orders.filter((one) => one.kind === 'CREATE') })
    : gateway.prepare({ messageId, environment, kind, orders: orders.filter((one) => one.kind === 'UPDATE') })
}

/** Files that nobody has signed get the organisation's signature. */
async function signed(changes: Change[], signing: Signing | undefined): Promise<Change[]> {
  if (!signing || !('sign' in signing)) return changes
  return Promise.all(
    changes.map(async (change) =>
      needsSignature(change.facts)
        ? { ...change, facts: await asWorker((tx) => signing.sign(tx, change.facts)) }
        : change,
    ),
  )
}

const needsSignature = ({ status }: Facts) => status.attachments.some((file) => !file.signature)

async function uploadAll(gateway: Gateway, message: Claimed): Promise<SendOutcome | null> {
  for (const file of await filesToUpload(message.changes)) {
    const digest = await findDigest(file.fileId)
    const size =
      digest && (await sizeOf(digest).catch((error: unknown) => (log.warn('files.away', trace(error)), NaN)))
    if (Number.isNaN(size))
      return untaken({ verdict: 'retry', fault: 'OwnFilesAway', text: 'the store of files does not answer' })
    if (!digest || size !== file.size)
      return untaken({
        verdict: 'retry',
        fault: 'FileIsMissing',
        text: `the bytes of file ${file.fileId} are not on the disk`,
      })
    const uploaded = await gateway.upload({
      storeUuid: file.storeUuid,
      name: file.transportName,
      size: file.size,
      sha256: digest,
      open: (start) => openFile(digest, start),
    })
    if (!uploaded.ok) return untaken(uploaded)
    await markStored(file.fileId)
  }
  return null
}
