import type { Simulator } from '../simulator'
import { answerEnvelope } from './envelope'

/** Tells once, in the order of arrival, what became of each request; it does not survive a restart. */
export class StatusQueue {
  private next: string[] = []

  push(messageId: string): void {
    this.next.push(messageId)
    if (this.next.length > 10_000) this.next.shift()
  }

  take({ state }: Simulator): string {
    const id = this.next.shift()
    if (id === undefined) return answerEnvelope('GetStatusResponse', '')
    const status = state.messages.get(id)?.rejected ? 'requestIsRejectedBySmev' : 'requestIsAcceptedBySmev'
    return answerEnvelope(
      'GetStatusResponse',
      `<ns2:SmevAsyncProcessingMessage><ns2:AsyncProcessingStatusData Id="SIGNED_BY_SMEV"><ns2:AsyncProcessingStatus>` +
        `<ns2:OriginalMessageId>${id}</ns2:OriginalMessageId><ns2:StatusCategory>${status}</ns2:StatusCategory>` +
        `</ns2:AsyncProcessingStatus></ns2:AsyncProcessingStatusData></ns2:SmevAsyncProcessingMessage>`,
    )
  }
}
