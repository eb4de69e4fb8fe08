import { sameBytes } from '@/lib/core/chain'
import type { HeadList } from './head-list'
import type { Violation } from './violation'

/** Holds a log to its heads: they tell what was cut off, and what was written and sealed anew. */
export class HeadJudge {
  private index = 0
  private good = 0
  private readonly violations: Violation[] = []

  constructor(
    private readonly log: string,
    private readonly heads: HeadList,
    private readonly place: string,
  ) {}

  /** The next row in the order of positions. */
  row(position: number, id: string, seal: Uint8Array): void {
    while ((this.heads.position(this.index) ?? Infinity) < position) this.index++
    for (; this.heads.position(this.index) === position; this.index++) {
      if (sameBytes(this.heads.seal(this.index), seal)) this.good = position
      else
        this.violations.push({
          log: this.log,
          kind: 'changed',
          position,
          id,
          text: `the head ${this.place} has another seal: between positions ${this.good + 1} and ${position} the log was written anew`,
        })
    }
  }

  /** After the last row, which stood at `end`. */
  finish(end: number): Violation[] {
    const { last } = this.heads
    if (last > end)
      this.violations.push({
        log: this.log,
        kind: 'truncated',
        position: end + 1,
        text: `the head ${this.place} is of position ${last}: the log was cut off after position ${end}`,
      })
    return this.violations
  }
}
