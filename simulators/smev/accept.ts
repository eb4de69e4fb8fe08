import { answerCnsi } from './cnsi/answer'
import { decide } from './epgu/decide'
import { schemaRejection } from './epgu/answer'
import { readOrders } from './epgu/order'
import { randomUUID } from 'node:crypto'
import type { ServiceName } from './services'
import type { Simulator } from './simulator'
import { newMessageId } from './soap/message-id'
import { ESNSI, SMEV } from './soap/write'
import type { AdapterFacts, MessageEvent, StoredFile } from './store/events'
import type { Element } from './xml/parse'

export interface Submission {
  id: string
  /** Whose queue the answer goes to. */
  owner: string
  service: ServiceName
  business: Element
  /** What the schema of the service says of it. */
  problems: string[]
  files: { uuid: string; hash: string }[]
  test: boolean
  adapter?: AdapterFacts
}

/** Takes a request that СМЭВ has let in: decides it, writes it down, answers in the caller's queue. */
export async function accept(simulator: Simulator, submission: Submission): Promise<void> {
  const { service, owner, adapter } = submission
  const event =
    service === 'cnsi' ? readDirectory(simulator, submission) : await decideOrders(simulator, submission)
  await record(simulator, { ...event, owner, adapter })
}

async function decideOrders(simulator: Simulator, submission: Submission): Promise<MessageEvent> {
  const { id, business, problems, test } = submission
  const invalid = problems.length > 0 ? problems : undefined
  const orders = invalid ? [] : readOrders(business)
  const { files, missingFile } = await checkFiles(simulator, submission.files)
  const { state, plan } = simulator
  return decide(state, plan, { id, at: Date.now(), test, orders, invalid, missingFile, files })
}

function readDirectory({ state }: Simulator, { id, business, problems }: Submission): MessageEvent {
  const at = Date.now()
  const [from, told] =
    problems.length > 0
      ? [SMEV, { xml: schemaRejection({ id, text: '', problems }) }]
      : [ESNSI, answerCnsi(state, business, id)]
  const answer = {
    id: newMessageId(at),
    visibleAt: at + state.settings.delayMs,
    from,
    service: 'cnsi' as const,
    ...told,
  }
  return { t: 'message', at, id, transaction: randomUUID(), outcomes: [], answers: [answer] }
}

/** The orders of the message have been applied one by one already: only the rest of it is. */
export async function record({ journal, state }: Simulator, event: MessageEvent): Promise<void> {
  journal.append(event)
  state.record(event)
  await journal.settled()
}

async function checkFiles({ files }: Simulator, announced: Submission['files']) {
  const found = new Map<string, StoredFile>()
  for (const { uuid, hash } of announced) {
    const file = await files.find(uuid)
    if (!file) return { files: found, missingFile: `Файл ${uuid} не найден в файловом хранилище.` }
    if ((await files.hash(file)) !== hash)
      return { files: found, missingFile: `Хэш файла ${uuid} не совпадает с указанным.` }
    found.set(uuid, file)
  }
  return { files: found, missingFile: undefined }
}
