import type { Simulator } from '../simulator'
import type { AdapterFacts, MessageEvent, StoredFile } from '../store/events'
import type { Element } from '../xml/parse'
import { decide } from './decide'
import { readOrders } from './order'

export interface Submission {
  id: string
  /** Whose queue the answer goes to. */
  owner: string
  business: Element
  /** What the schema of orders says of it. */
  problems: string[]
  files: { uuid: string; hash: string }[]
  test: boolean
  adapter?: AdapterFacts
}

/** Takes a request that СМЭВ has let in: decides it, writes it down, answers in the caller's queue. */
export async function accept(simulator: Simulator, submission: Submission): Promise<void> {
  const { id, owner, business, problems, test, adapter } = submission
  const invalid = problems.length > 0 ? problems : undefined
  const orders = invalid ? [] : readOrders(business)
  const { files, missingFile } = await checkFiles(simulator, submission.files)
  const { state, plan } = simulator
  const event = decide(state, plan, { id, at: Date.now(), test, orders, invalid, missingFile, files })
  await record(simulator, { ...event, owner, adapter })
}

/** The orders of the message have been applied one by one already: only the rest of it is. */
async function record({ journal, state }: Simulator, event: MessageEvent): Promise<void> {
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
