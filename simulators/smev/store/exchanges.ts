import { closeSync, existsSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'

export interface Exchange {
  id: number
  at: number
  operation: string
  messageId?: string
  request: string
  response: string
}

type Entry = Omit<Exchange, 'request' | 'response'> & { offset: number; length: number }

const KEPT = 500
const LARGEST = 64 * 1024 * 1024
const TAIL = 4 * 1024 * 1024

/** What went over the wire lately, for people to read. Kept in a file that starts anew when it has grown large. */
export class Exchanges {
  private readonly name: string
  private file: number
  private size: number
  private entries: Entry[] = []
  private lastId = 0

  constructor(data: string) {
    this.name = path.join(data, 'exchanges.jsonl')
    if (existsSync(this.name)) this.remember()
    this.file = openSync(this.name, 'a+')
    this.size = statSync(this.name).size
  }

  add(exchange: Omit<Exchange, 'id'>): void {
    const entry = { id: (this.lastId += 1), ...exchange }
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    if (this.size + line.length > LARGEST) this.startAnew()
    writeSync(this.file, line)
    const { request: _request, response: _response, ...facts } = entry
    this.entries.push({ ...facts, offset: this.size, length: line.length })
    this.size += line.length
    if (this.entries.length > KEPT) this.entries.shift()
  }

  /** Newest first. */
  list(): Omit<Exchange, 'request' | 'response'>[] {
    return this.entries.map(({ offset: _offset, length: _length, ...facts }) => facts).reverse()
  }

  /** By its own number or by the MessageID it carried. */
  find(id: string): Exchange | undefined {
    const entry = this.entries.find((candidate) => String(candidate.id) === id || candidate.messageId === id)
    if (!entry) return undefined
    const bytes = Buffer.alloc(entry.length)
    readSync(this.file, bytes, 0, entry.length, entry.offset)
    return JSON.parse(bytes.toString('utf8')) as Exchange
  }

  close(): void {
    closeSync(this.file)
  }

  private startAnew(): void {
    closeSync(this.file)
    renameSync(this.name, `${this.name}.old`)
    this.file = openSync(this.name, 'a+')
    this.size = 0
    this.entries = []
  }

  private remember(): void {
    const { size } = statSync(this.name)
    const from = Math.max(0, size - TAIL)
    const bytes = Buffer.alloc(size - from)
    const file = openSync(this.name, 'r')
    readSync(file, bytes, 0, bytes.length, from)
    closeSync(file)
    let at = from === 0 ? 0 : bytes.indexOf(10) + 1
    for (let end = bytes.indexOf(10, at); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
      const found = parse(bytes.toString('utf8', at, end))
      if (!found) continue
      const { request: _request, response: _response, ...facts } = found
      this.entries.push({ ...facts, offset: from + at, length: end + 1 - at })
      this.lastId = found.id
    }
    this.entries = this.entries.slice(-KEPT)
  }
}

function parse(line: string): Exchange | undefined {
  try {
    return JSON.parse(line) as Exchange
  } catch {
    return undefined
  }
}
