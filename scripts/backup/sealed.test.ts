import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { backupKey, bytesOf, CHUNK, hiddenName, opened, openedSize, sealed, sealedSize } from './sealed.mjs'

const key = backupKey(randomBytes(32))
const other = backupKey(randomBytes(32))
const HEAD = 48
const SEALED_CHUNK = CHUNK + 16
const seal = (bytes: Buffer, name = 'base/1') => bytesOf(sealed([bytes], key, name))
const open = (bytes: Buffer, { keys = [key], name = 'base/1' } = {}) => bytesOf(opened([bytes], keys, name))
const chunk = (bytes: Buffer, number: number) =>
  bytes.subarray(HEAD + number * SEALED_CHUNK, HEAD + (number + 1) * SEALED_CHUNK)
const plain = randomBytes(3 * CHUNK + 5)

describe('a sealed file', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])(
    'of %i bytes opens',
    async (size) => {
      const bytes = plain.subarray(0, size)
      const closed = await seal(bytes)
      expect(closed.length).toBe(sealedSize(size))
      expect(openedSize(closed.length)).toBe(size)
      expect((await open(closed)).equals(bytes)).toBe(true)
    },
  )

  it('opens however its bytes come, and with any of the keys', async () => {
    const closed = await bytesOf(
      sealed([plain.subarray(0, 7), plain.subarray(7, CHUNK), plain.subarray(CHUNK)], key, 'n'),
    )
    for (const step of [1000, SEALED_CHUNK, 1 << 20]) {
      const parts = Array.from({ length: Math.ceil(closed.length / step) }, (_, at) =>
        closed.subarray(at * step, (at + 1) * step),
      )
      expect((await bytesOf(opened(parts, [other, key], 'n'))).equals(plain)).toBe(true)
    }
  })

  it('is another each time, and shows nothing of what is in it', async () => {
    const words = Buffer.from('Канарейкина Проба '.repeat(10))
    const [once, twice] = [await seal(words), await seal(words)]
    expect(once.subarray(HEAD).equals(twice.subarray(HEAD))).toBe(false)
    expect(once.includes('Канарейкина')).toBe(false)
  })

  it('hides the name of a pooled file by the key', () => {
    expect(hiddenName(key, 'a')).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set([hiddenName(key, 'a'), hiddenName(key, 'b'), hiddenName(other, 'a')]).size).toBe(3)
  })

  it('streams: of a long source little is held', async () => {
    let given = 0
    async function* endless() {
      for (;;) {
        given++
        yield Buffer.alloc(1 << 20)
      }
    }
    let taken = 0
    for await (const bytes of opened(sealed(endless(), key, 'n'), [key], 'n'))
      if ((taken += bytes.length) > 20 << 20) break
    expect(given).toBeLessThanOrEqual(22)
  })
})

describe('refused is', () => {
  it('another key, by its mark', async () => {
    const closed = await seal(plain)
    await expect(open(closed, { keys: [other] })).rejects.toThrow(
      `base/1 is sealed with backup key ${key.mark}, and BACKUP_KEY_FILE has another: ${other.mark}.`,
    )
    await expect(open(closed, { keys: [] })).rejects.toThrow(/BACKUP_KEY_FILE is not set/)
    const lying = Buffer.concat([closed.subarray(0, 8), Buffer.from(other.mark, 'hex'), closed.subarray(16)])
    await expect(open(lying, { keys: [other] })).rejects.toThrow(/damaged/)
  })

  it('another file under its name', async () => {
    await expect(open(await seal(plain), { name: 'base/2' })).rejects.toThrow(
      /base\/2 is damaged: .*another file/,
    )
  })

  it('a flipped bit, wherever it is', async () => {
    const closed = await seal(plain.subarray(0, CHUNK + 100))
    for (const at of [0, 8, 16, 47, HEAD, HEAD + CHUNK, HEAD + SEALED_CHUNK, closed.length - 1]) {
      const changed = Buffer.from(closed)
      changed[at] = (changed[at] ?? 0) ^ 1
      await expect(open(changed), `byte ${at}`).rejects.toThrow(/damaged|is sealed with backup key/)
    }
  })

  it('one that is cut off, between chunks too, or goes on', async () => {
    for (const whole of [plain, plain.subarray(0, 2 * CHUNK), Buffer.alloc(0)]) {
      const closed = await seal(whole)
      for (const end of [
        0,
        10,
        HEAD,
        HEAD + 15,
        HEAD + SEALED_CHUNK,
        HEAD + 2 * SEALED_CHUNK,
        closed.length - 1,
      ])
        if (end < closed.length)
          await expect(open(closed.subarray(0, end)), `at ${end}`).rejects.toThrow(/damaged/)
      await expect(open(Buffer.concat([closed, Buffer.alloc(1)]))).rejects.toThrow(/damaged/)
    }
  })

  it('swapped, doubled or left out chunks, and chunks of another file', async () => {
    const [closed, same] = [await seal(plain), await seal(plain)]
    const head = closed.subarray(0, HEAD)
    const [a, b, c, d] = [0, 1, 2, 3].map((number) => chunk(closed, number)) as [
      Buffer,
      Buffer,
      Buffer,
      Buffer,
    ]
    expect((await open(Buffer.concat([head, a, b, c, d]))).equals(plain)).toBe(true)
    for (const chunks of [
      [b, a, c, d],
      [a, a, c, d],
      [a, c, d],
      [a, b, c, d, d],
      [a, chunk(same, 1), c, d],
    ])
      await expect(open(Buffer.concat([head, ...chunks]))).rejects.toThrow(/damaged/)
  })
})
