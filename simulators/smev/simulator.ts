import type { Environment } from './env'
import { Plan } from './plan'
import { type Keys, openKeys } from './signature/keys'
import { Exchanges } from './store/exchanges'
import type { JournalEvent } from './store/events'
import type { FileStore } from './store/file-store'
import { Journal } from './store/journal'
import { State } from './store/state'

/** What every door of the simulator works on. */
export interface Simulator {
  state: State
  plan: Plan
  journal: Journal
  files: FileStore
  exchanges: Exchanges
  keys: Keys
  allowUnsigned: boolean
  trustFirst: boolean
  adapterFiles: string
  /** Messages being decided now, so that a copy sent meanwhile is known to be one. */
  deciding: Map<string, Promise<void>>
}

export async function openSimulator(environment: Environment, files: FileStore): Promise<Simulator> {
  const { data, allowUnsigned, trustFirst, adapterFiles, delayMs } = environment
  const keys = openKeys(data)
  const state = new State(delayMs)
  const journal = await Journal.open(data, (event) => state.apply(event))
  const exchanges = new Exchanges(data)
  return {
    state,
    plan: new Plan(),
    journal,
    files,
    exchanges,
    keys,
    allowUnsigned,
    trustFirst,
    adapterFiles,
    deciding: new Map(),
  }
}

/** Writes the event down and takes it into account; returns when it is on the disk. */
export async function commit({ journal, state }: Simulator, event: JournalEvent): Promise<void> {
  journal.append(event)
  state.apply(event)
  await journal.settled()
}
