import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { encode } from 'next-auth/jwt'
import pg from 'pg'

/** People sit down already signed in: their session is inserted, not typed (the sign-in spec types). */
const data = process.env.E2E_DATA ?? 'data/e2e'
const read = <T>(name: string): T => JSON.parse(readFileSync(path.join(data, name), 'utf8')) as T
const { address, simulator, database } = read<{ address: string; simulator: string; database: number }>(
  'run.json',
)
const secrets = read<Record<'owner' | 'session' | 'background', string>>('secrets.json')

export { address, secrets, simulator }

export async function sql<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({
    connectionString: `postgresql://elk_owner:${secrets.owner}@127.0.0.1:${database}/arm_elk`,
  })
  await client.connect()
  return client
    .query<T>(text, values)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

export async function sitDownAs(page: Page, login: string): Promise<void> {
  const token = randomBytes(32).toString('base64url')
  await sql(
    `INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, proven_at)
     SELECT gen_random_uuid(), $1, id, now(), now(), now() + interval '12 hours', now() FROM users WHERE login = $2`,
    [createHash('sha256').update(token).digest(), login],
  )
  const value = await encode({ token: { token }, secret: secrets.session })
  const { hostname, port } = new URL(address)
  await page
    .context()
    .addCookies([
      { name: `elk-${port}.session`, value, domain: hostname, path: '/', httpOnly: true, sameSite: 'Lax' },
    ])
}

export const test = base.extend<{ clerk: Page; supervisor: Page; administrator: Page; observer: Page }>({
  page: async ({ page }, use) => {
    const unsaid: string[] = []
    page.on('console', (line) => {
      if (/(MISSING|INVALID)_MESSAGE|FORMATTING_ERROR/.test(line.text())) unsaid.push(line.text())
    })
    await use(page)
    expect(unsaid, 'every word on the page is in the catalogue').toEqual([])
  },
  clerk: async ({ page }, use) => (await sitDownAs(page, 'obrazcova'), use(page)),
  supervisor: async ({ page }, use) => (await sitDownAs(page, 'primerov'), use(page)),
  administrator: async ({ page }, use) => (await sitDownAs(page, 'admin'), use(page)),
  observer: async ({ page }, use) => (await sitDownAs(page, 'kedrov'), use(page)),
})
export { expect }

/** axe finds nothing serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
  ).toEqual([])
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [wide, seen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  expect(wide).toBeLessThanOrEqual(seen ?? 0)
  // In a wide window the parts scroll, never the document around them.
  const beyond = await page.evaluate(() =>
    innerWidth < 1024 ? 0 : document.documentElement.scrollHeight - innerHeight,
  )
  expect(beyond).toBeLessThanOrEqual(0)
}

let person = Date.now() % 10_000_000
/** A synthetic СНИЛС nobody has had in this run. */
export function freshSnils(): string {
  const body = `9${String((person = (person + 7919) % 100_000_000)).padStart(8, '0')}`
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (9 - index), 0)
  const control = String((sum % 101) % 100).padStart(2, '0')
  return `${body.slice(0, 3)}-${body.slice(3, 6)}-${body.slice(6)} ${control}`
}

/** The trainer tells ЕПГУ how to answer next. */
export async function answerNext(answer: number | string, count = 1): Promise<void> {
  const response = await fetch(`${simulator}/control/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ answer, count }),
  })
  if (!response.ok) throw new Error(`the simulator answered ${response.status}`)
}
export const forgetFaults = () => fetch(`${simulator}/control/faults`, { method: 'DELETE' })
