import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Simulator } from '../simulator'
import { escapeText } from '../xml/escape'
import { toElement, withDocument, XmlRefused } from '../xml/parse'
import { adapterProblems } from '../xml/schemas'
import { receive, submit } from './exchange'
import { Invalid } from './invalid'
import { ADAPTER, businessOf, queryResult, requestOf } from './soap'

const EVERY_MS = 100

export interface Folders {
  /** Where the client puts its messages. */
  out: string
  /** Where it waits for answers. */
  in: string
}

/** The adapter that is spoken to by files: ClientMessage in one folder, QueryResult in the other. Returns how to stop it. */
export async function watchFolders(simulator: Simulator, folders: Folders): Promise<() => Promise<void>> {
  for (const folder of [folders.out, folders.in, path.join(folders.out, 'taken')])
    await mkdir(folder, { recursive: true })
  // Paths in messages begin at the folder that holds them.
  const own = { ...simulator, adapterFiles: folders.out }
  const owners = new Set(simulator.state.adapter.owners().filter((owner) => owner.startsWith('folder:')))
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  const look = async () => {
    for (const name of (await readdir(folders.out)).filter((one) => /^[^.].*\.xml$/.test(one)).sort())
      await take(own, folders, name, owners)
    for (const owner of owners)
      for (let reply = await receive(simulator, owner); reply; reply = await receive(simulator, owner))
        await lay(folders.in, reply.answer.id, await queryResult(own, { reply }))
  }
  const turn = () => {
    running = look().catch((error: unknown) => console.error(`folders: ${String(error)}`))
    void running.then(() => {
      if (!stopped) timer = setTimeout(turn, EVERY_MS)
    })
  }
  let timer = setTimeout(turn, 0)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}

async function take(own: Simulator, folders: Folders, name: string, owners: Set<string>): Promise<void> {
  const file = path.join(folders.out, name)
  const bytes = await readFile(file)
  const read = readMessage(bytes)
  if (typeof read !== 'string') {
    const { owner, clientId } = read
    owners.add(owner)
    if (!own.state.adapter.knows(owner, clientId))
      await submit(own, read).catch(async (error: unknown) => {
        if (!(error instanceof Invalid)) throw error
        await lay(folders.in, clientId, errorOf(clientId, error.message))
      })
  }
  await rename(file, path.join(folders.out, 'taken', name))
}

/** A message of a file, or why it is none. */
function readMessage(bytes: Uint8Array): Parameters<typeof submit>[1] | string {
  try {
    return withDocument(bytes, ({ root }) => {
      const problems = adapterProblems(root)
      if (root.name !== 'ClientMessage' || problems.length > 0) return problems.join('; ') || root.name
      const { system, ...request } = requestOf(toElement(root))
      return { owner: `folder:${system}`, xml: businessOf(root), ...request }
    })
  } catch (error) {
    if (error instanceof XmlRefused) return error.message
    throw error
  }
}

const errorOf = (clientId: string, text: string): string =>
  `<a:QueryResult><a:smevMetadata/><a:Message xsi:type="a:ErrorMessage"><a:statusMetadata><a:clientId>${clientId}-error</a:clientId>` +
  `<a:originalClientId>${clientId}</a:originalClientId></a:statusMetadata><a:status>ERROR</a:status><a:type>CLIENT</a:type>` +
  `<a:fault><f:description xmlns:f="${ADAPTER}/faults">${escapeText(text)}</f:description></a:fault></a:Message></a:QueryResult>`

/** A file that its reader sees whole or not at all. */
async function lay(folder: string, name: string, result: string): Promise<void> {
  const xml = result.replace(
    '<a:QueryResult>',
    `<a:QueryResult xmlns:a="${ADAPTER}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`,
  )
  await writeFile(path.join(folder, `.${name}.part`), `<?xml version="1.0" encoding="UTF-8"?>${xml}`)
  await rename(path.join(folder, `.${name}.part`), path.join(folder, `${name}.xml`))
}
