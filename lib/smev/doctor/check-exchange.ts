import type { Gateway, GatewaySettings } from '../contract'
import { ELK_NAMESPACE } from '../elk/order'
import { mintTestId } from '../envelope/message-id'
import { TRANSPORT_FAULTS } from '../faults'
import type { Finding } from './finding'

const SELECTOR_FAULTS = ['InvalidContent', 'UnknownMessageType', 'BusinessDataTypeIsNotSupported']

/**
 * Asks for an answer: whether the other side is there, lets us in, and understands which answers we want. What it brings
 * is not acknowledged, so it stays for the worker; where asking acknowledges by itself, the answer to nothing is asked for.
 */
export async function checkExchange(
  gateway: Pick<Gateway, 'receive' | 'lookUp'>,
  selector: GatewaySettings['selector'],
): Promise<Finding[]> {
  const got = await (gateway.lookUp?.(mintTestId()) ?? gateway.receive())
  const skipped: Finding = { subject: 'selector', level: 'skipped', code: 'skipped' }
  if (got.kind !== 'fault')
    return [
      { subject: 'endpoint', level: 'ok', code: got.kind === 'empty' ? 'ok' : 'waiting' },
      judge(selector),
    ]
  const detail = `${got.fault}${got.text ? `: ${got.text}` : ''}`
  if (SELECTOR_FAULTS.includes(got.fault))
    return [
      { subject: 'endpoint', level: 'ok', code: 'ok' },
      { subject: 'selector', level: 'bad', code: 'refused', detail },
    ]
  const code = Object.hasOwn(TRANSPORT_FAULTS, got.fault) || got.verdict === 'stop' ? got.fault : 'other'
  return [{ subject: 'endpoint', level: 'bad', code, detail }, skipped]
}

function judge({ namespaceUri, rootElement }: GatewaySettings['selector']): Finding {
  const subject = 'selector'
  const values = { selector: `${rootElement ?? ''} ${namespaceUri ?? ''}`.trim() }
  if (!namespaceUri && !rootElement) return { subject, level: 'ok', code: 'any' }
  const ours = namespaceUri === ELK_NAMESPACE && /^ElkOrder(Response|Request)$/.test(rootElement ?? '')
  return { subject, level: ours ? 'ok' : 'warn', code: ours ? 'ok' : 'foreign', values }
}
