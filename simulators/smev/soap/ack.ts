import { commit, type Simulator } from '../simulator'
import { textOf } from '../xml/parse'
import { SmevFault } from './faults'
import type { Request } from './read-request'
import { answerEnvelope } from './write'

export async function ack(simulator: Simulator, { version, caller, body }: Request): Promise<string> {
  const id = textOf(body, 'AckTargetMessage') ?? ''
  if (simulator.state.pending.get(id)?.owner !== caller)
    throw new SmevFault('TargetMessageIsNotFound', {
      text: `Сообщение ${id} не найдено среди неподтверждённых.`,
    })
  // A client that could not verify the message says so; it has read it all the same and gets it no more.
  await commit(simulator, { t: 'ack', at: Date.now(), id })
  return answerEnvelope(version, 'AckResponse', '')
}
