import { crc32, deflateRawSync } from 'node:zlib'

export type Entry = {
  name: string
  content: Buffer
  method?: number
  flags?: number
  /** What is said of it instead of the truth. */
  said?: { size?: number; packed?: number; checksum?: number; local?: number }
}

/** For tests: a ZIP archive, true or lying. */
export function archiveOf(entries: Entry[], comment = ''): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const { name, content, method = 8, flags = 0, said = {} } of entries) {
    const packed = method === 8 ? deflateRawSync(content) : content
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(flags, 2)
    facts.writeUInt16LE(method, 4)
    facts.writeUInt32LE(said.checksum ?? crc32(content), 10)
    facts.writeUInt32LE(said.packed ?? packed.length, 14)
    facts.writeUInt32LE(said.size ?? content.length, 18)
    facts.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(said.local ?? offset, 10)
    centrals.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, Buffer.from(name)]),
    )
    locals.push(local)
    offset += local.length
  }
  const list = Buffer.concat(centrals)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  end.writeUInt16LE(Buffer.byteLength(comment), 16)
  return Buffer.concat([...locals, list, Buffer.from('PK\x05\x06', 'latin1'), end, Buffer.from(comment)])
}
