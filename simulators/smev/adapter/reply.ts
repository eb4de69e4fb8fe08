import type { Simulator } from '../simulator'
import { layDown } from './files'
import type { AdapterReply } from './messages'

/** What an answer says, whatever form it is told in. */
export type Told =
  { kind: 'content'; xml: string; files: string[] } | { kind: 'error'; code: string; description: string }

/** The answers are this simulator's own writing, so their parts are found by their tags. */
export async function tell(simulator: Simulator, { answer }: AdapterReply): Promise<Told> {
  const [, content] = /^<MessagePrimaryContent>(.*)<\/MessagePrimaryContent>/s.exec(answer.xml) ?? []
  if (content === undefined) {
    const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.xml)?.[1] ?? ''
    return { kind: 'error', code: part('Code'), description: part('Description') }
  }
  const files: string[] = []
  for (const { id, content: bytes } of answer.attachments ?? [])
    files.push(await layDown(simulator, answer.id, id, bytes))
  return { kind: 'content', xml: content, files }
}
