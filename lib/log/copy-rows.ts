import type { Client, Connection, Submittable } from 'pg'

/** The columns of a row as bytes, valid until the next one. */
export type Columns = (Buffer | null)[]

const SIGNATURE = 19 // of a binary copy, with its flags and an empty extension

/** COPY … TO STDOUT in binary: rows go by as bytes, so that a log of any size is read in little memory. */
class CopyOut implements Submittable {
  private held: Buffer = Buffer.alloc(0)
  private begun = false
  private failure: unknown

  constructor(
    private readonly sql: string,
    private readonly onRow: (columns: Columns, row: Buffer) => void | Promise<void>,
    private readonly done: (error?: unknown) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(`COPY (${this.sql}) TO STDOUT (FORMAT binary)`)
  }

  handleCopyData({ chunk }: { chunk: Buffer }, { stream }: Connection): void {
    if (this.failure) return
    let bytes = this.held.length > 0 ? Buffer.concat([this.held, chunk]) : chunk
    if (!this.begun) {
      if (bytes.length < SIGNATURE) return void (this.held = Buffer.from(bytes))
      bytes = bytes.subarray(SIGNATURE)
      this.begun = true
    }
    try {
      for (let read = readRow(bytes); read; read = readRow(bytes)) {
        bytes = bytes.subarray(read.length)
        const wait = this.onRow(read.columns, read.row)
        if (!wait) continue
        stream.pause()
        wait.then(
          () => stream.resume(),
          (error: unknown) => {
            this.failure ??= error
            stream.resume()
          },
        )
      }
    } catch (error) {
      this.failure = error
    }
    this.held = bytes.length > 0 ? Buffer.from(bytes) : bytes
  }

  handleError(error: unknown): void {
    this.done(error)
  }
  handleCommandComplete(): void {}
  handleReadyForQuery(): void {
    this.done(this.failure)
  }
}

const END = -1

/** The next whole row, if it is there. `row` is its columns as they came, each behind its length. */
function readRow(bytes: Buffer): { columns: Columns; row: Buffer; length: number } | undefined {
  if (bytes.length < 2) return undefined
  const count = bytes.readInt16BE(0)
  if (count === END) return undefined
  const columns: Columns = []
  let at = 2
  for (let index = 0; index < count; index++) {
    if (bytes.length < at + 4) return undefined
    const length = bytes.readInt32BE(at)
    at += 4
    if (length >= 0 && bytes.length < at + length) return undefined
    columns.push(length < 0 ? null : bytes.subarray(at, at + length))
    at += Math.max(0, length)
  }
  return { columns, row: bytes.subarray(2, at), length: at }
}

/** Hands each row of a query to `onRow`, in order; a promise from it holds the stream back. */
export function copyRows(
  client: Client,
  sql: string,
  onRow: (columns: Columns, row: Buffer) => void | Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyOut(sql, onRow, (error) => (error ? reject(error as Error) : resolve())))
  })
}
