import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { translate } from '@/lib/i18n/translate'
import { ru } from '@/messages/ru'

const root = path.resolve(import.meta.dirname, '../..')
const sources = ['app', 'lib', 'worker', 'scripts'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|kit)\.|generated|^testing/.test(name))
    .map((name) => ({
      name: `${folder}/${name}`,
      text: readFileSync(path.join(root, folder, name), 'utf8'),
    })),
)
const writers =
  /recordAudit|auditOffice|switchUser|recordLook|defineAction|defineRoute|replaceDelivery|decide\(|const acts = /
/** What is written as an act's name: beside `action`, as the name of a gate, or handed to a helper that writes. */
const places = [
  /\baction\b[^\n]*/gi,
  /name: '[\w.]+',\s*permission/g,
  /\b(?:audit\w*|switchUser|recordLook)\([^;]*?\n?\s*\)/gi,
  /const acts = \{[^}]*\}/g,
  /REFUSED_ID = '[\w.]+'/g,
]

export function actsInCode(files: { name: string; text: string }[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const { name, text } of files)
    if (writers.test(text))
      for (const place of places)
        for (const [part] of text.matchAll(place))
          for (const [, act] of part.matchAll(/'([a-z][A-Za-z]*\.[A-Za-z]+)'/g)) if (act) found.set(act, name)
  return found
}

describe('the words of the journal', () => {
  it('are there for every act that the code writes', () => {
    const acts = actsInCode(sources)
    expect(acts.size).toBeGreaterThan(55)
    for (const act of [
      'user.create',
      'office.reopen',
      'delivery.skip',
      'user.disable',
      'session.open',
      'delivery.refusedId',
    ])
      expect([...acts.keys()], 'the walk sees each way of writing').toContain(act)
    const silent = [...acts].filter(([act]) => !translate.has(`audit.act.${act}` as never))
    expect(silent).toEqual([])
  })

  it('and a planted act without words is seen', () => {
    const text = `await recordAudit(tx, { organisationId, userId, action: 'planted.act' })`
    expect([...actsInCode([{ name: 'planted.ts', text }]).keys()]).toEqual(['planted.act'])
    expect(translate.has('audit.act.planted.act' as never)).toBe(false)
  })

  it('are there for every field whose changes are kept, and for every role', () => {
    const kinds: Record<string, keyof typeof ru.audit.field> = {
      'lib/users/save-user.ts': 'user',
      'lib/organisations/save-organisation.ts': 'organisation',
      'lib/organisations/save-office.ts': 'office',
    }
    let seen = 0
    for (const { name, text } of sources)
      for (const [, list = ''] of text.matchAll(/const kept = \[([^\]]*)\] as const/g)) {
        const kind = kinds[name] ?? (name.startsWith('lib/catalogue/') ? 'service' : undefined)
        if (!kind) throw new Error(`${name} keeps changes: of what?`)
        for (const [, field = ''] of list.matchAll(/'(\w+)'/g)) {
          expect(Object.keys(ru.audit.field[kind]), `${kind}.${field}`).toContain(field)
          seen++
        }
      }
    expect(seen).toBeGreaterThan(30)
  })
})
