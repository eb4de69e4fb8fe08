import { type Directory, DIRECTORIES } from './directories'
import { uidOf } from './classifier'

export interface Held {
  directory: Directory
  revisions: { revision: number; at: number; rows: string[][] }[]
}

const FIRST = Date.UTC(2026, 0, 15)

/** The directories with all their revisions. */
export class Shelf {
  private readonly held: Held[] = DIRECTORIES.map((directory) => ({
    directory,
    revisions: [{ revision: 1, at: FIRST, rows: directory.rows }],
  }))

  list(): Held[] {
    return this.held
  }

  find(code?: string, uid?: string): Held | undefined {
    return this.held.find(({ directory: { number, code: own } }) =>
      uid === undefined ? own === code || `${number}` === code : uidOf(number) === uid,
    )
  }

  /** A new revision with these rows. */
  put(number: number, rows: string[][], at: number): void {
    const revisions = this.find(`${number}`)?.revisions
    revisions?.push({ revision: revisions.length + 1, at, rows })
  }
}
