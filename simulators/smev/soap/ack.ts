import { commit, type Simulator } from '../simulator'
import { child, type Element } from '../xml/parse'
import { answerEnvelope, type Request } from './envelope'
import { SmevFault } from './faults'

export async function ack(simulator: Simulator, request: Request): Promise<string> {
  const target: Element | undefined = child(request.body, 'AckTargetMessage')
  const id = target?.text.trim() ?? ''
  if (!simulator.state.pending.has(id))
    throw new SmevFault('TargetMessageIsNotFound', {
      text: `Сообщение ${id} не найдено среди неподтверждённых.`,
    })
  // A client that could not verify the message says so; it has read it all the same and gets it no more.
  await commit(simulator, { t: 'ack', at: Date.now(), id })
  return answerEnvelope('AckResponse', '')
}
