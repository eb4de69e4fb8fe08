import type { Simulator } from '../simulator'
import { unescapeText } from '../xml/escape'
import { layDown } from './files'
import type { AdapterReply } from './messages'

/** What an answer says, whatever form it is told in: СМЭВ's error, the other system's refusal, or content. */
export type Told =
  | { kind: 'content'; xml: string; files: string[] }
  | { kind: 'error'; code: string; description: string }
  | { kind: 'reject'; code: string; description: string }

/** The answers are this simulator's own writing, so their parts are found by their tags. */
export async function tell(simulator: Simulator, { answer }: AdapterReply): Promise<Told> {
  const part = (name: string) =>
    unescapeText(new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.xml)?.[1] ?? '')
  const rejected = part('ns2:RejectionReasonCode')
  if (rejected) return { kind: 'reject', code: rejected, description: part('ns2:RejectionReasonDescription') }
  const [, content] = /^<MessagePrimaryContent>(.*)<\/MessagePrimaryContent>/s.exec(answer.xml) ?? []
  if (content === undefined) return { kind: 'error', code: part('Code'), description: part('Description') }
  const files: string[] = []
  for (const { id, content: bytes } of answer.attachments ?? [])
    files.push(await layDown(simulator, answer.id, id, bytes))
  return { kind: 'content', xml: content, files }
}
