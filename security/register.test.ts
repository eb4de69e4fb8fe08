import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

/** R8: every requirement of OWASP ASVS 5.0.0 up to level 2 has its answer, and most answers their test. */
const Register = z.object({
  items: z.array(
    z.strictObject({
      id: z.string().regex(/^V\d+\.\d+\.\d+$/),
      level: z.literal([1, 2]),
      state: z.enum(['met', 'n/a', 'gap']),
      tests: z.array(z.string()).min(1).optional(),
      note: z.string().min(4).optional(),
    }),
  ),
})
const { items } = Register.parse(JSON.parse(readFileSync('security/asvs.json', 'utf8')))
const met = items.filter(({ state }) => state === 'met')
const gaps = items.filter(({ state }) => state === 'gap')

describe('the register of ASVS', () => {
  it('has each of the 70 requirements of level 1 and the 183 of level 2 once', () => {
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    expect(items.filter(({ level }) => level === 1)).toHaveLength(70)
    expect(items.filter(({ level }) => level === 2)).toHaveLength(183)
  })

  it('has no gap at level 1 and at most five at level 2, each with its reason', () => {
    expect(gaps.filter(({ level }) => level === 1)).toEqual([])
    expect(gaps.length).toBeLessThanOrEqual(5)
    for (const { id, state, note, tests } of items)
      if (state !== 'met' || !tests) expect(note, `${id}: ${state} needs a reason`).toBeTruthy()
  })

  it('names tests that exist, for at least four fifths of what is met', () => {
    for (const { id, tests = [] } of items)
      for (const file of tests) expect(existsSync(file), `${id} ${file}`).toBe(true)
    expect(met.filter(({ tests }) => tests).length / met.length).toBeGreaterThanOrEqual(0.8)
  })

  it('names chapters of docs/security.md that are there', () => {
    const text = readFileSync('docs/security.md', 'utf8')
    for (const { id, note = '' } of items)
      for (const [, chapter] of note.matchAll(/docs\/security\.md, «([^»]+)»/g))
        expect(text, `${id} «${chapter}»`).toContain(`## ${chapter}`)
  })
})
