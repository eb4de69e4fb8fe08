import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { archiveOf as zip, type Entry } from './archive.kit'
import { unzip, ZIP_LIMITS } from './unzip'

const text = Buffer.from('<a>текст</a>')
const one = (entry: Partial<Entry> = {}) => zip([{ name: 'a.xml', content: text, ...entry }])
const reason = (archive: Buffer) => {
  const result = unzip(archive)
  return result.ok ? 'opened' : result.reason
}

describe('an archive', () => {
  it.each([0, 8])('is opened, method %d', (method) =>
    expect(unzip(one({ method }))).toEqual({ ok: true, files: [text] }),
  )

  it('may hold several files, folders, names that lead elsewhere and a comment: names are never looked at', () => {
    const archive = zip(
      [
        { name: 'folder/', content: Buffer.alloc(0) },
        { name: '../../etc/passwd', content: text },
        { name: 'C:\\a.xml', content: Buffer.from('b') },
        { name: 'empty', content: Buffer.alloc(0) },
      ],
      'PK',
    )
    expect(unzip(archive)).toEqual({ ok: true, files: [text, Buffer.from('b'), Buffer.alloc(0)] })
  })

  it('that grows beyond what it says, or beyond the limits, is refused before it is unpacked', () => {
    const zeros = Buffer.alloc(1_000_000)
    expect(reason(one({ content: zeros }))).toBe('packed more than 200 times')
    expect(reason(one({ content: zeros, said: { size: 1000 } }))).toBe('a file is damaged')
    expect(reason(one({ said: { size: ZIP_LIMITS.entryBytes + 1 } }))).toMatch(/^a file of more than/)
    const random = Buffer.from(Array.from({ length: 4_900_000 }, (_, at) => (at * at * 7919) % 251))
    expect(reason(zip(Array.from({ length: 6 }, () => ({ name: 'a', content: random, method: 0 }))))).toBe(
      `more than ${ZIP_LIMITS.bytes} bytes`,
    )
    expect(reason(zip(Array.from({ length: 17 }, () => ({ name: 'a', content: text }))))).toBe(
      'more than 16 files',
    )
  })

  it.each([
    ['encrypted', one({ flags: 1 }), 'it is encrypted'],
    ['strongly encrypted', one({ flags: 0x41 }), 'it is encrypted'],
    ['of an unknown method', one({ method: 12 }), 'packed by method 12'],
    ['with another checksum', one({ said: { checksum: 1 } }), 'a file is damaged'],
    ['of fewer bytes than it says', one({ said: { size: 30 } }), 'a file is damaged'],
    ['of more packed bytes than there are', one({ said: { packed: 1_000_000 } }), 'it is cut'],
    ['whose file lies elsewhere', one({ said: { local: 0x7fffffff } }), 'a file is not where it is said'],
    ['without an end', one().subarray(0, -1), 'it has no end'],
    ['of nothing', Buffer.alloc(0), 'it has no end'],
    ['of ZIP64', one({ said: { local: 0xffffffff } }), 'a file is not where it is said'],
    [
      'of two volumes',
      Buffer.from(one()).fill(1, one().length - 18, one().length - 17),
      'it is of several volumes',
    ],
  ])('%s is refused', (_, archive, why) => expect(reason(archive)).toBe(why))

  it('that is garbage, or damaged anywhere, is a value and never a throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void unzip(Buffer.from(bytes))))
    const whole = one()
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const archive = Buffer.from(whole)
        archive[at] = value
        const result = unzip(archive)
        if (result.ok && result.files.length > 0) expect(result.files).toEqual([text])
      }),
      { numRuns: 2000 },
    )
  })
})
