import { accept } from '../accept'
import { instantOf, moscowTimestamp } from '../epgu/time'
import type { Simulator } from '../simulator'
import type { ServiceName } from '../services'
import { child, type Element, textOf } from '../xml/parse'
import { checkAttachments, checkRoom, fileHeaders } from './attachments'
import { SmevFault } from './faults'
import { instantOfMessageId } from './message-id'
import type { Request } from './read-request'
import { signatureOver } from './sign-answer'
import { answerEnvelope, EPGU, ESNSI, metadata } from './write'

const TWO_DAYS = 2 * 86_400_000

export async function sendRequest(simulator: Simulator, request: Request): Promise<string> {
  const { version, caller, body } = request
  const data = child(body, 'SenderProvidedRequestData')
  const id = textOf(data, 'MessageID') ?? ''
  checkId(id, Date.now())
  const first = earlier(simulator, id)
  if (first) {
    await first
    throw new SmevFault('MessageIsAlreadySent')
  }
  const { business, service } = checkContent(simulator, request, data)
  const deciding = (async () => {
    await checkRoom(simulator, data)
    await accept(simulator, {
      id,
      owner: caller,
      business,
      service,
      problems: request.businessProblems,
      files: fileHeaders(data),
      test: child(data, 'TestMessage') !== undefined,
    })
  })()
  simulator.deciding.set(id, deciding)
  const sent = moscowTimestamp(Date.now())
  await deciding.finally(() => simulator.deciding.delete(id))
  const recipient = service === 'cnsi' ? ESNSI : EPGU
  const facts = metadata(
    version,
    { messageId: id, messageType: 'REQUEST', sender: caller, sent, recipient },
    'SIGNED_BY_SMEV',
  )
  return answerEnvelope(
    version,
    'SendRequestResponse',
    facts + (await signatureOver(simulator, version, 'smev', facts)),
  )
}

function checkId(id: string, now: number): void {
  const minted = instantOfMessageId(id)
  if (minted === undefined) throw new SmevFault('InvalidMessageIdFormat')
  if (now - minted > TWO_DAYS) throw new SmevFault('StaleMessageId')
}

/** «Already sent» is said only when the first copy is safe: the client takes it for an acceptance. */
function earlier({ deciding, state, journal }: Simulator, id: string): Promise<void> | undefined {
  return deciding.get(id) ?? (state.messages.has(id) ? journal.settled() : undefined)
}

function checkContent(
  { state }: Simulator,
  { body, caller, service }: Request,
  data: Element | undefined,
): { business: Element; service: ServiceName } {
  const business = child(data, 'MessagePrimaryContent')?.children[0]
  if (!business || !service)
    throw new SmevFault('BusinessDataTypeIsNotSupported', {
      extra: {
        RootElementLocalName: business?.name ?? '',
        RootElementNamespaceURI: business?.namespace ?? '',
      },
    })
  const limit = textOf(data, 'EOL')
  if (limit !== undefined && instantOf(limit) < Date.now()) throw new SmevFault('EndOfLifeReached')
  const code = textOf(data, 'TransactionCode')
  if (code !== undefined && !state.transactions.has(code)) throw new SmevFault('TransactionCodeInvalid')
  const { maxPending } = state.settings
  if (!state.mayTake(caller, Date.now()) || (maxPending > 0 && state.waitingOf(caller) >= maxPending))
    throw new SmevFault('DestinationOverflow')
  checkAttachments(state.settings.maxAttachmentBytes, body, data)
  return { business, service }
}
