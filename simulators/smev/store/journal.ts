import { mkdirSync, readFileSync, truncateSync, existsSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import type { JournalEvent } from './events'

/**
 * Append-only file of events, one JSON a line. Whatever has been appended is on the disk once `settled()` resolves;
 * appends that come while a write is under way share the next one.
 */
export class Journal {
  private waiting: string[] = []
  private appended = 0
  private written = 0
  private writing: Promise<void> | undefined
  private closed = false

  private constructor(private readonly file: FileHandle) {}

  static async open(data: string, replay: (event: JournalEvent) => void): Promise<Journal> {
    mkdirSync(data, { recursive: true })
    const name = path.join(data, 'journal.jsonl')
    if (existsSync(name)) replayFile(name, replay)
    return new Journal(await open(name, 'a'))
  }

  append(event: JournalEvent): void {
    this.waiting.push(`${JSON.stringify(event)}\n`)
    this.appended += 1
  }

  async settled(): Promise<void> {
    const target = this.appended
    while (this.written < target) {
      // The process is stopping: what is not on the disk by now must not be answered.
      if (this.closed) return new Promise(() => undefined)
      this.writing ??= this.write().finally(() => (this.writing = undefined))
      await this.writing
    }
  }

  async close(): Promise<void> {
    await this.settled()
    this.closed = true
    await this.file.close()
  }

  private async write(): Promise<void> {
    const lines = this.waiting
    this.waiting = []
    try {
      await this.file.appendFile(lines.join(''))
      await this.file.datasync()
    } catch (error) {
      // The state in memory is ahead of the disk: only a restart makes them one again.
      console.error('simulator stops: the journal cannot be written', error)
      process.exit(1)
    }
    this.written += lines.length
  }
}

function replayFile(name: string, replay: (event: JournalEvent) => void): void {
  const bytes = readFileSync(name)
  let at = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    replay(JSON.parse(bytes.toString('utf8', at, end)) as JournalEvent)
    at = end + 1
  }
  // A process killed in the middle of a write leaves half a line that nobody was told of.
  if (at < bytes.length) truncateSync(name, at)
}
