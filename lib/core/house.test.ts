import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

/** The rules of the house are held by tools; these tests hold the tools: each must catch what is planted for it. */
const root = path.resolve(import.meta.dirname, '../..')
const planted: string[] = []

function plant(file: string, text: string): string {
  const full = path.join(root, file)
  mkdirSync(path.dirname(full), { recursive: true })
  writeFileSync(full, text)
  planted.push(full)
  return file
}
afterAll(() => planted.forEach((file) => rmSync(file, { force: true })))

const bin = (name: string, args: string[]) =>
  spawnSync(process.execPath, [path.join(root, 'node_modules', name), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64e6,
  })

describe('boundaries', () => {
  const imports: [rule: string, file: string, target: string][] = [
    ['core-sees-nobody', 'lib/core/planted-core.ts', '../auth/permissions'],
    ['gost-sees-nobody', 'lib/gost/planted-gost.ts', '../core/clock'],
    ['gost-is-for-few', 'lib/applications/planted-gost.ts', '../gost/streebog'],
    ['smev-sees-core-and-gost', 'lib/smev/planted-smev.ts', '../delivery/labels'],
    ['smev-is-the-workers', 'lib/delivery/planted-smev.ts', '../smev/faults'],
    ['smev-parts-apart', 'lib/smev/elk/planted-part.ts', '../envelope/message-id'],
    ['features-apart', 'lib/applications/planted-feature.ts', '../monitoring/health'],
    ['foundations-see-no-feature', 'lib/delivery/planted-feature.ts', '../applications/status'],
    ['lib-looks-down', 'lib/monitoring/planted-up.ts', '../../worker/rhythm'],
    ['app-sees-no-database', 'app/planted-db.ts', '../lib/core/db'],
    ['app-sees-no-worker', 'app/planted-worker.ts', '../worker/rhythm'],
    ['components-see-pure-files', 'components/planted-verb.ts', '../lib/applications/list-applications'],
    ['simulators-see-gost', 'simulators/planted-lib.ts', '../lib/core/clock'],
    ['worker-sees-lib', 'worker/planted-simulator.ts', '../simulators/smev/env'],
  ]
  it('catch a planted violation of every rule', { timeout: 120_000 }, () => {
    for (const [, file, target] of imports) plant(file, `export * from '${target}'\n`)
    const result = bin('dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'app',
      'components',
      'lib',
      'worker',
      'simulators',
    ])
    const { summary } = JSON.parse(result.stdout) as {
      summary: { totalCruised: number; violations: { from: string; rule: { name: string } }[] }
    }
    planted.splice(0).forEach((file) => rmSync(file))
    expect(summary.totalCruised).toBeGreaterThan(200) // a linter that reads nothing finds nothing
    const caught = summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`)
    expect(caught).toEqual(expect.arrayContaining(imports.map(([rule, file]) => `${rule} ${file}`)))
    expect(summary.violations.filter(({ from }) => !from.includes('planted'))).toEqual([])
  })
})

describe('lint', () => {
  const cases: [rule: string, file: string, text: string][] = [
    ['house/cyrillic-literals', 'components/planted-words.tsx', 'export const A = () => <p>Сохранить</p>\n'],
    ['no-restricted-syntax', 'lib/core/planted-env.ts', 'export const a = process.env.HOME\n'],
    ['no-restricted-syntax', 'lib/core/planted-clock.ts', 'export const a = Date.now()\n'],
    ['no-restricted-syntax', 'lib/core/planted-default.ts', 'export default 1\n'],
    [
      'no-restricted-syntax',
      'e2e/planted-sleep.ts',
      'export const a = (page: { waitForTimeout: (n: number) => void }) => page.waitForTimeout(1)\n',
    ],
    ['@typescript-eslint/no-explicit-any', 'lib/core/planted-any.ts', 'export const a = (b: any) => b\n'],
    [
      'max-lines',
      'lib/core/planted-long.ts',
      'export const a = 1\n'.replace('1\n', '1\n' + '//\n'.repeat(300)),
    ],
  ]
  it('catches a planted violation of every rule', () => {
    const files = cases.map(([, file, text]) => plant(file, text))
    const result = bin('eslint/bin/eslint.js', ['--format', 'json', ...files])
    planted.splice(0).forEach((file) => rmSync(file))
    const found = JSON.parse(result.stdout) as { filePath: string; messages: { ruleId: string }[] }[]
    for (const [rule, file] of cases) {
      const messages = found.find(({ filePath }) => filePath.endsWith(file))?.messages ?? []
      expect(
        messages.map(({ ruleId }) => ruleId),
        file,
      ).toContain(rule)
    }
  })
})

describe('client components', () => {
  it('take words from their page, never the whole catalogue into the browser', () => {
    const files = ['app', 'components'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(root, folder, file),
      ),
    )
    const sources = files
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
    const clients = sources.filter(({ text }) => text.startsWith("'use client'"))
    expect(clients.length).toBeGreaterThan(30)
    const heavy = clients.filter(({ text }) => /from '@\/(lib\/i18n\/translate|messages\/ru)'/.test(text))
    expect(heavy.map(({ file }) => file).filter((file) => !file.endsWith('components/messages.tsx'))).toEqual(
      [],
    )
  })
})

describe('server actions', () => {
  const files = readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  )
  it('all pass the gate: every export of a "use server" file is made by defineAction', () => {
    let seen = 0
    for (const file of files) {
      const text = readFileSync(path.join(root, 'app', file), 'utf8')
      if (!/['"]use server['"]/.test(text)) continue
      expect(text, file).toMatch(/^['"]use server['"]/) // never inside a function, where no rule would see it
      for (const [line] of text.matchAll(/^export .*$/gm)) {
        expect(line, file).toMatch(/^export const \w+Action = defineAction\(/)
        seen++
      }
    }
    expect(seen).toBeGreaterThan(5)
  })
  const open = [
    'api/auth/[...nextauth]/route.ts',
    ...['start', 'callback', 'choose'].map((step) => `api/esia/${step}/route.ts`),
    'api/health/route.ts',
    'api/background/deliver/route.ts',
    'api/metrics/route.ts',
  ]
  const routes = files.filter((name) => name.endsWith('route.ts') && !open.includes(name))
  it('and every route handler passes it too, but for the few that nobody signs in for', () => {
    for (const file of routes)
      for (const [line] of readFileSync(path.join(root, 'app', file), 'utf8').matchAll(/^export .*$/gm))
        expect(line, file).toMatch(
          /^export const (GET|POST) = defineRoute\($|^export const (GET|POST) = defineRoute\(\{?/,
        )
  })
  it('each route stands in the test of foreign organisations', () => {
    const access = readFileSync(path.join(root, 'e2e/access.spec.ts'), 'utf8')
    for (const file of routes) expect(access, file).toContain(`'${file}'`)
  })
})
