import type { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import { BadFile } from './bad-file'

export type XmlHandlers = {
  open: (name: string, attributes: Record<string, string>, parent: string) => void
  close?: (name: string) => void
  text?: (text: string) => void
  /** After each piece of the stream: what was gathered may be given on, and waited for. `false` ends the reading. */
  piece?: () => Promise<boolean | void>
}

const DEPTH = 64
const QUIET = 2 * 1024 * 1024

/** Reads a part as events, names without prefixes. A DTD, a fault in the XML and whatever would fill the memory refuse the file. */
export async function pumpXml(stream: Readable, on: XmlHandlers): Promise<void> {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false })
  const path: string[] = ['']
  let quiet = 0
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.on('error', () => {
    throw new BadFile('damaged')
  })
  parser.on('doctype', () => {
    throw new BadFile('doctype')
  })
  parser.on('opentag', (tag) => {
    quiet = 0
    const name = local(tag.name)
    on.open(name, tag.attributes, path.at(-1) ?? '')
    if (path.push(name) > DEPTH) throw new BadFile('damaged')
  })
  parser.on('closetag', () => {
    quiet = 0
    const name = path.pop() ?? ''
    on.close?.(name)
  })
  if (on.text) {
    parser.on('text', on.text)
    parser.on('cdata', on.text)
  }
  let decoder: TextDecoder | undefined
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
      quiet += chunk.length
      if (quiet > QUIET) throw new BadFile('damaged')
      parser.write(decode(decoder, chunk))
      if ((await on.piece?.()) === false) return
    }
    parser.write(decode(decoder ?? new TextDecoder(), new Uint8Array(), true))
    parser.close()
    await on.piece?.()
  } catch (error) {
    throw isOfTheArchive(error) ? new BadFile('damaged') : error
  } finally {
    stream.destroy()
  }
}

const encodingOf = (head: Buffer) =>
  head[0] === 0xff && head[1] === 0xfe
    ? 'utf-16le'
    : head[0] === 0xfe && head[1] === 0xff
      ? 'utf-16be'
      : 'utf-8'

function decode(decoder: TextDecoder, bytes: Uint8Array, last = false): string {
  try {
    return decoder.decode(bytes, { stream: !last })
  } catch {
    throw new BadFile('damaged')
  }
}

/** zlib's faults carry a code of its own; yauzl's have neither code nor system call, and come from its stream. */
function isOfTheArchive(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof BadFile) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    code.startsWith('Z_') ||
    /^(too (many|few) bytes|not enough bytes|unexpected end|invalid)/i.test(error.message)
  )
}
