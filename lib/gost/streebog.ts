import { end, hash, progress, room, take } from './streebog-wasm'

const BLOCK = 64

/** GOST R 34.11-2012 (RFC 6986) of a message that comes piece by piece; the digest is in the order openssl prints it. */
export class Streebog {
  private readonly kept = new Uint8Array(progress.length)
  private readonly tail = new Uint8Array(BLOCK)
  private filled = 0
  private finished = false

  constructor(private readonly size: 256 | 512 = 256) {
    this.kept.fill(size === 256 ? 1 : 0, 0, BLOCK)
  }

  update(bytes: Uint8Array): this {
    if (this.finished) throw new Error('The digest has been taken already')
    progress.set(this.kept)
    let at = 0
    if (this.filled > 0) {
      at = Math.min(BLOCK - this.filled, bytes.length)
      this.tail.set(bytes.subarray(0, at), this.filled)
      this.filled += at
      if (this.filled < BLOCK) return this
      take(this.tail)
      this.filled = 0
    }
    const whole = bytes.length - ((bytes.length - at) % BLOCK)
    while (at < whole) {
      const from = at
      at = Math.min(whole, from + room)
      take(bytes.subarray(from, at))
    }
    this.kept.set(progress)
    this.tail.set(bytes.subarray(at))
    this.filled = bytes.length - at
    return this
  }

  digest(): Uint8Array {
    if (this.finished) throw new Error('The digest has been taken already')
    this.finished = true
    progress.set(this.kept)
    this.tail.fill(0, this.filled)
    this.tail[this.filled] = 1
    take(this.tail, this.filled * 8)
    end()
    return hash.slice(this.size === 256 ? 32 : 0)
  }
}

export function streebog256(bytes: Uint8Array): Uint8Array {
  return new Streebog(256).update(bytes).digest()
}
