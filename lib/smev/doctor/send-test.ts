import { setTimeout as rest } from 'node:timers/promises'
import { now } from '@/lib/core/clock'
import type { Gateway } from '../contract'
import type { Environment } from '../elk/order'
import { isTestId, mintTestId } from '../envelope/message-id'
import type { Finding } from './finding'

interface TestOf {
  environment: Environment
  senderInn: string
  /** How long to wait for the answer. */
  waitMs: number
  pollMs: number
}

/**
 * Sends a TestMessage (protocol.md, 4.2: nobody's data change by one): an update of an order that does not exist. Any
 * answer of ЕПГУ to it shows that the whole way there and back is open. The worker acknowledges it when it is first.
 */
export async function sendTest(gateway: Gateway, { waitMs, ...test }: TestOf): Promise<Finding> {
  const subject = 'test'
  const messageId = mintTestId()
  const prepared = gateway.prepare(requestOf(messageId, test))
  if (!prepared.ok) return { subject, level: 'bad', code: 'own', detail: prepared.errors.join('; ') }
  const sealed = await gateway.seal(prepared.bytes)
  if (!sealed.ok) return { subject, level: 'bad', code: 'own', detail: `${sealed.fault}: ${sealed.text}` }
  const sent = await gateway.send(sealed.bytes, messageId)
  if (sent.verdict !== 'taken')
    return { subject, level: 'bad', code: 'refused', detail: `${sent.fault}: ${sent.text}` }
  const until = now().getTime() + waitMs
  for (;;) {
    const answer = await nextOf(gateway, messageId)
    if (answer?.original === messageId)
      return { subject, level: 'ok', code: 'answered', values: { messageId }, detail: answer.text }
    if (now().getTime() >= until) return { subject, level: 'warn', code: 'silent', values: { messageId } }
    await rest(test.pollMs)
  }
}

const requestOf = (
  messageId: string,
  { environment, senderInn }: Pick<TestOf, 'environment' | 'senderInn'>,
) => ({
  messageId,
  environment,
  testMessage: true,
  kind: 'UPDATE' as const,
  orders: [
    {
      kind: 'UPDATE' as const,
      environment,
      orderNumber: `TEST-${messageId.slice(0, 8)}`,
      addressBy: 'orderNumber' as const,
      sender: { inn: senderInn },
      status: { status: 6, isInformed: false, statusDate: now().toISOString(), attachments: [] },
    },
  ],
})

/**
 * The next answer, when it is one to a test message: that alone is acknowledged, every other stays for the worker. Of a
 * queue that acknowledges by itself nothing is taken: the answer is looked up.
 */
async function nextOf(
  gateway: Gateway,
  messageId: string,
): Promise<{ original: string; text: string } | undefined> {
  const got = await (gateway.lookUp?.(messageId) ?? gateway.receive())
  if (got.kind !== 'message') return undefined
  const answer = gateway.read(got.raw)
  if (!answer.ok || !answer.originalMessageId || !isTestId(answer.originalMessageId)) return undefined
  await gateway.acknowledge(answer.messageId)
  const { outcome } = answer
  const text =
    outcome.kind === 'orders'
      ? outcome.response.orders.map(({ status, message }) => `${status} ${message}`).join('; ')
      : outcome.kind === 'processing'
        ? [outcome.category, outcome.fault?.code, outcome.fault?.description].filter(Boolean).join(': ')
        : outcome.kind
  return { original: answer.originalMessageId, text }
}
