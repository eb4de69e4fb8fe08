import { sha256Of } from './keep-envelope'
import type { Claimed, SendOutcome } from './send-messages'
import { journal, NOT_WRITTEN } from './sent-journal'
import { goOnAfterMending } from './silence'

/** Whether it was written last. A process that begins does not know what the one before it has told. */
let isWritten = false

/**
 * Writes down outside the database what is about to leave: it may be restored to a state of before (fault F30). What could
 * not be written down does not leave; once one is written, what waited for that goes.
 */
export async function noteSent(message: Claimed, bytes: Uint8Array): Promise<SendOutcome | undefined> {
  const { id: sent, organisationId: organisation, kind, driver } = message
  try {
    await journal({
      sent,
      organisation,
      kind,
      driver,
      sha256: Buffer.from(sha256Of(bytes)).toString('hex'),
      changes: message.changes.map(({ id, facts }) => [id, facts.orderNumber, facts.status.status]),
    })
  } catch (error) {
    isWritten = false
    const text = error instanceof Error ? error.message : String(error)
    return { verdict: 'stop', fault: NOT_WRITTEN, text, untaken: true }
  }
  // Another process may have met the trouble, or a line beside this one after it.
  const isMended = !isWritten || message.lastFault?.startsWith(NOT_WRITTEN) === true
  isWritten = true
  if (isMended) await goOnAfterMending(driver, NOT_WRITTEN)
  return undefined
}
