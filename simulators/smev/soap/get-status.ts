import type { Simulator } from '../simulator'
import type { Request } from './read-request'
import { signatureOver } from './sign-answer'
import { answerEnvelope } from './write'

const KEPT = 10_000

/** Tells each caller once, in the order of arrival, what became of its requests; it does not survive a restart. */
export class StatusQueue {
  private readonly next = new Map<string, string[]>()

  push(caller: string, messageId: string): void {
    const queue = this.next.get(caller) ?? []
    queue.push(messageId)
    if (queue.length > KEPT) queue.shift()
    this.next.set(caller, queue)
  }

  async take(simulator: Simulator, { version, caller }: Request): Promise<string> {
    const id = this.next.get(caller)?.shift()
    if (id === undefined) return answerEnvelope(version, 'GetStatusResponse', '')
    const rejected = simulator.state.messages.get(id)?.rejected
    const data =
      `<ns2:AsyncProcessingStatusData Id="SIGNED_BY_SMEV"><ns2:AsyncProcessingStatus>` +
      `<ns2:OriginalMessageId>${id}</ns2:OriginalMessageId>` +
      `<ns2:StatusCategory>${rejected ? 'requestIsRejectedBySmev' : 'requestIsAcceptedBySmev'}</ns2:StatusCategory>` +
      `</ns2:AsyncProcessingStatus></ns2:AsyncProcessingStatusData>`
    const signature = await signatureOver(simulator, version, 'smev', data)
    return answerEnvelope(
      version,
      'GetStatusResponse',
      `<ns2:SmevAsyncProcessingMessage>${data}${signature}</ns2:SmevAsyncProcessingMessage>`,
    )
  }
}
