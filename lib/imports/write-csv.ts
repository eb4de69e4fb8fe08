import { Readable } from 'node:stream'
import { isFormula } from './formula'

type Rows = AsyncIterable<string[]> | Iterable<string[]>

/** `;`, UTF-8 with its mark, CRLF: what a Russian Excel opens by a double click. */
export function writeCsv(rows: Rows): Readable {
  return Readable.from(lines(rows))
}

async function* lines(rows: Rows): AsyncGenerator<Buffer> {
  let text = '\ufeff'
  for await (const cells of rows) {
    text += `${cells.map(csvCell).join(';')}\r\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

/** An apostrophe keeps a cell from being a formula; our own reading takes it off again, and one only. */
function csvCell(text: string): string {
  const shown = isFormula(text.replace(/^'+/, '')) ? `'${text}` : text
  return /[";\r\n,\t]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}
