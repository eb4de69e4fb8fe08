import { createHash } from 'node:crypto'
import type { Answer, MessageEvent } from '../store/events'

export interface AdapterRequest {
  owner: string
  clientId: string
  messageId: string
  transaction: string
  at: number
  test: boolean
  /** What was given: XML, or JSON of a plug-in. */
  content: string
  replies: AdapterReply[]
}

export interface AdapterReply {
  request: AdapterRequest
  /** Its own identifier within the adapter, made from the one within СМЭВ. */
  clientId: string
  answer: Answer
}

/** What passed through the adapter, for Find and for tying answers to the clients' own identifiers. */
export class AdapterMessages {
  private readonly byOwner = new Map<string, AdapterRequest[]>()
  private readonly replies = new Map<string, AdapterReply>()

  record({ owner = '', adapter, id, transaction, at, test, answers }: MessageEvent): void {
    if (!adapter) return
    const request: AdapterRequest = {
      ...adapter,
      owner,
      messageId: id,
      transaction,
      at,
      test: test === true,
      replies: [],
    }
    for (const answer of answers) {
      const reply = { request, clientId: replyId(answer.id), answer }
      request.replies.push(reply)
      this.replies.set(answer.id, reply)
    }
    const others = this.byOwner.get(owner)
    if (others) others.push(request)
    else this.byOwner.set(owner, [request])
  }

  of(owner: string): AdapterRequest[] {
    return this.byOwner.get(owner) ?? []
  }

  owners(): string[] {
    return [...this.byOwner.keys()]
  }

  knows(owner: string, clientId: string): boolean {
    return this.of(owner).some((request) => request.clientId === clientId)
  }

  replyTo(answerId: string): AdapterReply | undefined {
    return this.replies.get(answerId)
  }
}

function replyId(messageId: string): string {
  const hex = createHash('sha256').update(messageId).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
