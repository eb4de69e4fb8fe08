import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { sealBytes } from '@/lib/core/seal-value'
import { sha256Of } from './keep-envelope'

/** Nothing came, or nothing of СМЭВ's: a cut line, a proxy's page. */
const NO_ENVELOPE = new Set([
  'Timeout',
  'ConnectionRefused',
  'ConnectionReset',
  'ConnectionFailed',
  'HostNotFound',
  'HttpStatus',
  'TooLarge',
])

export type Reply = { fault?: string; raw?: Uint8Array }

/** What came back, when it is an envelope: it belongs in the log. */
export const envelopeIn = ({ fault, raw }: Reply): Uint8Array | undefined =>
  raw?.length && !(fault && NO_ENVELOPE.has(fault)) ? raw : undefined

/** Keeps the receipt of a message, or the SOAP fault, as it came: in the transaction that settles the send. */
export async function keepReply(tx: Tx, messageId: string, reply: Reply): Promise<void> {
  const body = envelopeIn(reply)
  if (!body) return
  const at = now()
  await tx.$executeRaw`
    INSERT INTO envelopes (direction, operation, driver, original_message_id, organisation_id, body, sha256, created_at, processed_at, acked_at)
    SELECT 'IN', 'SendRequest', driver, id::text, organisation_id, ${sealBytes('envelopes/body', body)}, ${sha256Of(body)}, ${at}, ${at}, ${at}
    FROM messages WHERE id = ${messageId}::uuid`
}
