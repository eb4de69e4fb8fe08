import { sameBytes } from '@/lib/core/chain'

const SEAL = 32

/** Heads of one log by position; millions of them in little memory. */
export class HeadList {
  private readonly positions: number[] = []
  private seals = Buffer.alloc(SEAL * 64)

  /** In any order; `sort` before reading. */
  add(position: number, seal: Uint8Array): void {
    const at = this.positions.length * SEAL
    if (at + SEAL > this.seals.length) this.seals = Buffer.concat([this.seals, Buffer.alloc(at)])
    this.seals.fill(0, at, at + SEAL)
    this.seals.set(seal.subarray(0, SEAL), at)
    this.positions.push(position)
  }

  get count(): number {
    return this.positions.length
  }
  /** The last position, or 0. */
  get last(): number {
    return this.positions.at(-1) ?? 0
  }
  position(index: number): number | undefined {
    return this.positions[index]
  }
  seal(index: number): Buffer {
    return this.seals.subarray(index * SEAL, (index + 1) * SEAL)
  }

  sorted(): HeadList {
    const order = this.positions.map((_, index) => index)
    if (order.every((index) => index === 0 || this.positions[index - 1]! <= this.positions[index]!))
      return this
    order.sort((one, other) => this.positions[one]! - this.positions[other]!)
    const list = new HeadList()
    for (const index of order) list.add(this.positions[index]!, this.seal(index))
    return list
  }

  /** Positions of which `other` has no head, or another one. Both sorted. */
  *missingIn(other: HeadList): Generator<number> {
    let at = 0
    for (let index = 0; index < this.count; index++) {
      const position = this.positions[index]!
      while ((other.position(at) ?? Infinity) < position) at++
      if (other.position(at) !== position || !sameBytes(other.seal(at), this.seal(index))) yield position
    }
  }
}
