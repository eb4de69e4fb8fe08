import { readTable } from './read-table'
import type { TableRow } from './table'

/** The rows of a file, batch by batch, for who pulls them: the reading waits until they were taken, and ends when nobody does. */
export async function* tableRows(path: string): AsyncGenerator<TableRow[]> {
  let give: (rows: TableRow[] | null) => void = () => {}
  let next = new Promise<TableRow[] | null>((resolve) => (give = resolve))
  let taken: (more: boolean) => void = () => {}
  const reading = readTable(path, (rows) => {
    give(rows)
    return new Promise<boolean>((resolve) => (taken = resolve))
  })
  const ended = reading.then(() => null)
  try {
    for (;;) {
      const rows = await Promise.race([next, ended])
      if (!rows) break
      next = new Promise((resolve) => (give = resolve))
      yield rows
      taken(true)
    }
  } finally {
    taken(false)
    await reading
  }
}
