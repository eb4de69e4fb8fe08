import { BadRequest } from './http'
import { commit, type Simulator } from './simulator'
import type { State } from './store/state'

export const listDirectories = ({ shelf }: State) =>
  shelf.list().map(({ directory: { number, code, name }, revisions }) => ({
    number,
    code,
    name,
    revision: revisions.length,
    rows: revisions.at(-1)?.rows.length ?? 0,
  }))

/** A new revision of a directory: rows of texts, in the order of its attributes. */
export async function putDirectory(simulator: Simulator, number: string, body: unknown): Promise<unknown> {
  const held = simulator.state.shelf.find(number)
  if (!held) return undefined
  const rows: unknown[] = Array.isArray(body) ? body : []
  const isRow = (row: unknown): row is string[] =>
    Array.isArray(row) &&
    row.length === held.directory.attributes.length &&
    row.every((cell) => typeof cell === 'string')
  if (rows.length === 0 || !rows.every(isRow))
    throw new BadRequest(`Expected rows of [${held.directory.attributes.join(', ')}]`)
  await commit(simulator, { t: 'directory', at: Date.now(), number: held.directory.number, rows })
  return { revision: held.revisions.length, rows: rows.length }
}
