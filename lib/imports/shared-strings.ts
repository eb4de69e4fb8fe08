import type { Readable } from 'node:stream'
import { BadFile } from './bad-file'
import { unescapeCell } from './cell-text'
import { LIMITS } from './limits'
import { pumpXml } from './pump-xml'

/**
 * The strings that cells name by number, outside of the heap: a hundred megabytes of small strings as objects would be
 * several times that.
 */
export class SharedStrings {
  private bytes = Buffer.alloc(64 * 1024)
  private ends = new Uint32Array(1024)
  private count = 0

  push(text: string): void {
    const from = this.endOf(this.count - 1)
    const size = Buffer.byteLength(text)
    if (from + size > LIMITS.sharedStringsBytes) throw new BadFile('stringsBig')
    if (from + size > this.bytes.length)
      this.bytes = Buffer.concat([this.bytes.subarray(0, from)], Math.max(this.bytes.length * 2, from + size))
    if (this.count === this.ends.length) {
      const grown = new Uint32Array(this.ends.length * 2)
      grown.set(this.ends)
      this.ends = grown
    }
    this.bytes.write(text, from)
    this.ends[this.count++] = from + size
  }

  at(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined
    return this.bytes.toString('utf8', this.endOf(index - 1), this.endOf(index))
  }

  private endOf(index: number): number {
    return index < 0 ? 0 : (this.ends[index] ?? 0)
  }
}

export async function readSharedStrings(stream: Readable): Promise<SharedStrings> {
  const strings = new SharedStrings()
  let text = ''
  let inText = false
  let phonetic = 0
  await pumpXml(stream, {
    open: (name) => {
      if (name === 'si') text = ''
      if (name === 'rPh') phonetic++
      inText = name === 't' && phonetic === 0
    },
    close: (name) => {
      if (name === 'rPh') phonetic--
      if (name === 't') inText = false
      if (name === 'si') strings.push(unescapeCell(text))
    },
    text: (piece) => {
      if (!inText) return
      text += piece
      // Longer than a cell can be: the row that uses it is told so.
      if (text.length > LIMITS.cell * 8) text = text.slice(0, LIMITS.cell * 8)
    },
  })
  return strings
}
