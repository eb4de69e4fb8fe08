import { log } from '@/lib/core/logger'
import { claimQuestion, type ClaimedQuestion } from '@/lib/directories/claim-question'
import { keepQuestion } from '@/lib/directories/keep-question'
import { settleQuestion } from '@/lib/directories/settle-question'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway } from '@/lib/smev/gateway'

const MOST = 20

/**
 * Asks ЕСНСИ what is due: id and bytes committed, then sent, then settled. The gateway is opened when there is something
 * to ask. Returns how many questions there were.
 */
export async function askDirectories(open: () => Gateway): Promise<number> {
  for (let asked = 0; asked < MOST; asked++) {
    const claimed = await claimQuestion()
    if (!claimed) return asked
    await ask(open(), claimed)
  }
  return MOST
}

async function ask(gateway: Gateway, claimed: ClaimedQuestion): Promise<void> {
  const { stored, question } = claimed
  const messageId = stored?.messageId ?? mintMessageId()
  const prepared = stored
    ? { ok: true as const, bytes: Buffer.from(stored.bytes) }
    : (gateway.prepareQuestion?.({ messageId, question }) ?? {
        ok: false as const,
        errors: ['nothing but СМЭВ itself can be asked'],
        verdict: 'stop' as const,
        fault: 'DriverUnavailable',
      })
  if (!prepared.ok) {
    const { verdict = 'fix', fault = 'OwnCheck', errors } = prepared
    return settleQuestion(claimed, null, { verdict, fault, text: errors.join('; ') })
  }
  const sealed = await gateway.seal(prepared.bytes)
  const known = stored?.messageId ?? null
  if (!sealed.ok) return settleQuestion(claimed, known, sealed)
  const changed = !stored || !sealed.bytes.equals(stored.bytes)
  if (changed && !(await keepQuestion(claimed, messageId, sealed.bytes))) return
  const sent = await gateway.send(sealed.bytes, messageId, stored !== null)
  if ('fault' in sent) log.warn('directory.notAsked', { fault: sent.fault, verdict: sent.verdict })
  await settleQuestion(claimed, messageId, sent)
}
