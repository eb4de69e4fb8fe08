import { createHash, type Hash } from 'node:crypto'
import type { Violation } from './violation'

export type ActRow = {
  id: string
  rowCount: number
  firstPosition: number
  lastPosition: number
  rowsDigest: string
}
type Destroyed = { rows: number; digest: Hash }

/** What an act's digest of rows is made of: `position:sha256` and a line's end of each, in order. */
export const digestLine = (position: number, sha256: string): string => `${position}:${sha256}\n`

/** Judges that a content is the one that was logged, or was destroyed by an act that says so. */
export class ContentJudge {
  readonly violations: Violation[] = []
  readonly destroyed = new Map<string, Destroyed>()

  private readonly acts: Map<string, ActRow>

  constructor(
    private readonly log: string,
    acts: readonly ActRow[],
  ) {
    this.acts = new Map(acts.map((act) => [act.id, act]))
  }

  private tell(text: string, position?: number, id?: string): void {
    this.violations.push({ log: this.log, kind: 'changed', position, id, text })
  }

  row(row: {
    position?: number
    id: string
    act: string | null
    sha256: string
    digest: string | null
  }): void {
    const { position, id, act, sha256, digest } = row
    if (digest !== null && digest !== sha256) this.tell('the body is not what was logged', position, id)
    if (digest !== null && act !== null)
      this.tell(`the body is there, but act ${act} destroyed it`, position, id)
    if (digest === null && (act === null || position === undefined))
      this.tell('the body is gone without an act', position, id)
    if (act === null || position === undefined) return
    const said = this.acts.get(act)
    if (!said || position < said.firstPosition || position > said.lastPosition)
      this.tell(`act ${act}, which is said to have destroyed the body, did not`, position, id)
    const sofar = this.destroyed.get(act) ?? { rows: 0, digest: createHash('sha256') }
    sofar.rows++
    sofar.digest.update(digestLine(position, sha256))
    this.destroyed.set(act, sofar)
  }

  /** After the last row: whether each act destroyed what it says. */
  finish(): Violation[] {
    for (const { id, rowCount, rowsDigest } of this.acts.values()) {
      const found = this.destroyed.get(id)
      if (found?.rows !== rowCount || found.digest.copy().digest('hex') !== rowsDigest)
        this.tell(
          `act ${id} destroyed ${rowCount} bodies, here ${found?.rows ?? 0} are marked by it, or others`,
        )
    }
    return this.violations
  }
}
