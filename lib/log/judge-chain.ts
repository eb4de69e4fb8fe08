import { GENESIS, logName, sameBytes, sealOf } from '@/lib/core/chain'
import type { Violation, ViolationKind } from './violation'

export type ChainRow = { position: number; id: string; seal: Uint8Array; fields: Uint8Array }
type Suspect = ChainRow & { previous: Uint8Array; told?: boolean }

/** So many rows that do not fit are looked at together, to tell which changed places. */
const SUSPECTS = 300
const NEIGHBOURS = [-2, -1, 1, 2]

/**
 * Follows a log by its seals. Each row is judged by the seal that stands before it, so that one violation is found in
 * its place and does not hide the next. What is handed over may be overwritten afterwards.
 */
export class ChainJudge {
  readonly violations: Violation[] = []
  /** Position of the last row. */
  end = 0
  private readonly name: Uint8Array
  private seal: Uint8Array | undefined = GENESIS
  /** The seal that the last row should have, when it is another. */
  private computed: Uint8Array | undefined
  private readonly suspects: Suspect[] = []

  constructor(private readonly log: string) {
    this.name = logName(log)
  }

  private tell(kind: ViolationKind, text: string, position?: number, id?: string): void {
    this.violations.push({ log: this.log, kind, position, id, text })
  }

  private sealAt(position: number, previous: Uint8Array, { fields }: ChainRow): Buffer {
    return sealOf(this.name, previous, position, fields)
  }

  /** The next row in the order of positions. */
  row(row: ChainRow): void {
    const { position, id, seal } = row
    if (position <= this.end)
      return this.tell('inserted', 'the position is taken by another row', position, id)
    if (position > this.end + 1) {
      this.tell('deleted', gone(this.end + 1, position - 1), this.end + 1)
      this.seal = this.computed = undefined
    }
    this.end = position
    const previous = this.seal
    const before = this.computed
    this.seal = Uint8Array.from(seal)
    this.computed = undefined
    if (!previous) return // what stood before it is gone: nothing to judge it by, but the next one
    const expected = this.sealAt(position, previous, row)
    if (sameBytes(expected, seal)) return
    if (before && sameBytes(this.sealAt(position, before, row), seal)) return // the seal before it was changed, not it
    this.computed = expected
    const from = NEIGHBOURS.find(
      (by) => position + by > 0 && sameBytes(this.sealAt(position + by, previous, row), seal),
    )
    if (from !== undefined)
      return this.tell('reordered', `it was sealed at position ${position + from}`, position, id)
    if (this.suspects.length < SUSPECTS)
      this.suspects.push({ ...row, seal: this.seal, fields: Uint8Array.from(row.fields), previous })
    else this.tell('changed', 'a field or the seal is not what was sealed', position, id)
  }

  /** After the last row. */
  finish(): Violation[] {
    for (const one of this.suspects) {
      const other = this.suspects.find(
        (two) => two !== one && !two.told && !one.told && this.swapped(one, two),
      )
      if (!other) continue
      one.told = other.told = true
      this.tell('reordered', `it changed places with position ${other.position}`, one.position, one.id)
      this.tell('reordered', `it changed places with position ${one.position}`, other.position, other.id)
    }
    for (const one of this.suspects)
      if (!one.told && !this.followsMoved(one))
        this.tell('changed', 'a field or the seal is not what was sealed', one.position, one.id)
    return this.violations.sort((one, other) => (one.position ?? 0) - (other.position ?? 0))
  }

  /** Whether it is as it was, and only what stood before it stands elsewhere now. */
  private followsMoved(one: Suspect): boolean {
    return this.suspects.some(
      ({ told, seal }) => told && sameBytes(this.sealAt(one.position, seal, one), one.seal),
    )
  }

  /** Whether the fields of `two` fit where `one` stands, by either's seal. */
  private swapped(one: Suspect, two: Suspect): boolean {
    const [first, second] = one.position < two.position ? [one, two] : [two, one]
    const fitting = this.sealAt(first.position, first.previous, second)
    return sameBytes(fitting, first.seal) || sameBytes(fitting, second.seal)
  }
}

export const gone = (from: number, to: number): string =>
  from === to ? 'the row is gone' : `the rows of positions ${from} to ${to} are gone`
