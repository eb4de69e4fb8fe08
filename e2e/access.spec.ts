import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { address, expect, expectAccessible, freshSnils, sitDownAs, sql, test } from './desk'
import { becomes, register, reveal } from './steps'

/** Every route, with what a stranger asks it for. lib/core/house.test.ts fails when a route has no row here. */
type Foreign = { application: string; delivery: string; file: string }
const routes: Record<string, (foreign: Foreign) => string> = {
  'api/applications/route.ts': ({ application }) =>
    `/api/applications?ids=${application}&after=${application}`,
  'api/applications/counters/route.ts': ({ application }) => `/api/applications/counters?ids=${application}`,
  'api/applications/[id]/route.ts': ({ application }) => `/api/applications/${application}`,
  'api/applications/[id]/history/route.ts': ({ application }) => `/api/applications/${application}/history`,
  'api/applications/[id]/files/route.ts': ({ application }) => `/api/applications/${application}/files`,
  'api/files/[fileId]/route.ts': ({ file }) => `/api/files/${file}`,
  'api/notifications/route.ts': () => '/api/notifications',
  'api/deliveries/route.ts': ({ delivery }) => `/api/deliveries?before=${delivery}`,
  'api/directories/route.ts': () => '/api/directories',
  'api/session/route.ts': () => '/api/session',
  'api/users/report/route.ts': () => '/api/users/report',
  'api/services/export/route.ts': () => '/api/services/export',
  'api/directories/file/route.ts': () => '/api/directories/file?directory=1',
  'api/imports/route.ts': () => '/api/imports?kind=nothing',
  'api/imports/[id]/route.ts': ({ application }) => `/api/imports/${application}`,
  'api/imports/[id]/errors/route.ts': ({ application }) => `/api/imports/${application}/errors`,
  'api/imports/template/route.ts': () => '/api/imports/template?kind=nothing',
  'api/audit/export/route.ts': () => '/api/audit/export',
  'api/deliveries/[id]/xml/route.ts': ({ delivery }) => `/api/deliveries/${delivery}/xml`,
}

test('another organisation’s application, files and messages are not found by any route or page', async ({
  browser,
  clerk: page,
}) => {
  const snils = freshSnils()
  const application = await register(page, snils)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const [delivery] = await sql<{ id: string }>('SELECT id FROM deliveries WHERE application_id = $1', [
    application,
  ])
  const [file] = await sql<{ id: string }>(
    "SELECT f.id FROM files f JOIN organisations o ON o.id = f.organisation_id WHERE o.code = '15439' LIMIT 1",
  )
  const foreign = { application, delivery: delivery?.id ?? '', file: file?.id ?? '' }
  for (const login of ['testova', 'admin2']) {
    const stranger = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
    await sitDownAs(stranger, login)
    for (const [name, ask] of Object.entries(routes)) {
      const uploads =
        name.endsWith('files/route.ts') || name === 'api/imports/route.ts' || name.endsWith('file/route.ts')
      const headers = { 'x-file-name': 'a.pdf', origin: new URL(page.url()).origin }
      const response = uploads
        ? await stranger.request.post(ask(foreign), { data: Buffer.from('%PDF-1.7'), headers })
        : await stranger.request.get(ask(foreign))
      const lists = [
        'api/applications/route.ts',
        'api/applications/counters/route.ts',
        'api/deliveries/route.ts',
        'api/notifications/route.ts',
        'api/session/route.ts',
        // Directories are everybody's: an administrator of another organisation sees them, a clerk does not.
        ...(login === 'admin2'
          ? [
              'api/directories/route.ts',
              'api/users/report/route.ts',
              'api/audit/export/route.ts',
              'api/services/export/route.ts',
            ]
          : []),
      ]
      // An administrator may not write, a clerk may not read XML: their own right is refused before any row is looked for.
      // What an administrator sends for a directory is judged as a file: this one is none.
      const refused = name === 'api/directories/file/route.ts' ? [403, 422] : [403, 404]
      expect(lists.includes(name) ? [200] : refused, `${login} ${name}`).toContain(response.status())
      const body = await response.text()
      for (const secret of [snils, ...(lists.includes(name) ? [application, foreign.delivery] : [])])
        expect(body, name).not.toContain(secret)
    }
    expect((await stranger.request.get(`/api/applications/${application}`)).status()).toBe(404)
    expect((await stranger.request.get(`/api/files/${foreign.file}`)).status()).toBe(404)
    expect((await stranger.request.get(`/applications/${application}`)).status()).toBe(404)
    expect([403, 404]).toContain((await stranger.request.get(`/applications/${application}/edit`)).status())
    await stranger.context().close()
  }
})

test('nobody without a session gets anything but the sign-in page', async ({ page }) => {
  for (const path of [
    '/',
    '/applications',
    '/applications/new',
    '/deliveries',
    '/directories',
    '/settings/history',
    '/settings/audit',
    '/settings/refused',
    '/signed-in',
    '/login/organisation',
    `/directories/${randomUUID()}`,
    '/directories/services',
    `/directories/services/${randomUUID()}`,
    '/imports',
    `/imports/${randomUUID()}`,
    `/applications/${randomUUID()}`,
  ]) {
    await page.goto(path)
    await expect(page).toHaveURL(/\/login/)
  }
  for (const path of [
    '/api/applications',
    '/api/applications/counters',
    '/api/deliveries',
    '/api/directories',
    '/api/services/export',
    '/api/imports/template?kind=services',
    `/api/imports/${randomUUID()}`,
    '/api/audit/export',
    `/api/files/${randomUUID()}`,
  ])
    expect((await page.request.get(path)).status(), path).toBe(401)
})

test('an upload from a foreign page is refused', async ({ clerk: page }) => {
  const id = await register(page, freshSnils())
  for (const origin of ['https://example.org', 'null'])
    expect(
      (
        await page.request.post(`/api/applications/${id}/files`, {
          data: Buffer.from('%PDF-1.7'),
          headers: { 'x-file-name': 'a.pdf', origin },
        })
      ).status(),
    ).toBe(403)
})

test('an observer sees the card and no control that changes it', async ({ observer: page }) => {
  await page.goto('/applications')
  await expect(page.getByRole('link', { name: 'Добавить заявление' })).toHaveCount(0)
  await page
    .getByRole('link', { name: /^Заявление №/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: /^№/ })).toBeVisible()
  for (const name of ['Сменить статус', 'Приложить результат', 'Исправить', 'Показать'])
    await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0)
  expect((await page.request.get('/applications/new')).status()).toBe(403)
})

test('the audit keeps the address of the socket, not what a client claims', async ({ clerk: page }) => {
  const asked = await page.request.get(`/api/deliveries/${randomUUID()}/xml`, {
    headers: { 'x-forwarded-for': '203.0.113.9' },
  })
  expect(asked.status()).toBe(403)
  const [row] = await sql(
    "SELECT ip FROM audit_events WHERE action = 'delivery.xml' ORDER BY id DESC LIMIT 1",
  )
  expect(row).toEqual({ ip: '127.0.0.1' })
})

test.describe('the module taken away', () => {
  test.afterEach(() => sql("UPDATE users SET elk_module = true WHERE login = 'petrov'"))
  test('a user without the module is told so', async ({ page }) => {
    await sql("UPDATE users SET elk_module = false WHERE login = 'petrov'")
    await sitDownAs(page, 'petrov')
    await page.goto('/')
    await expect(page.getByText(/вам не открыт/)).toBeVisible()
    expect((await page.request.get('/applications')).status()).toBe(403)
  })
})

test('masked values never leave the server: no page, no JSON and no XML for administrators holds the СНИЛС', async ({
  browser,
  clerk: page,
}) => {
  const snils = freshSnils()
  const id = await register(page, snils)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const [delivery] = await sql<{ id: string }>('SELECT id FROM deliveries WHERE application_id = $1', [id])
  const administrator = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  await sitDownAs(administrator, 'admin')
  const xml = await (await administrator.request.get(`/api/deliveries/${delivery?.id}/xml`)).text()
  expect(xml).toContain('ElkOrderRequest')
  const seen = [xml]
  for (const path of [
    '/applications',
    `/applications/${id}`,
    '/deliveries',
    `/api/applications/${id}`,
    '/api/applications',
    '/api/deliveries',
  ])
    for (const who of [page, administrator]) seen.push(await (await who.request.get(path)).text())
  for (const text of seen) {
    expect(text).not.toContain(snils)
    expect(text).not.toContain(snils.replaceAll(/\D/g, ''))
  }
  await administrator.context().close()
  await reveal(page)
  await expect(page.getByText(snils)).toBeVisible()
  const looks = await sql('SELECT FROM audit_events WHERE action = $1 AND subject_id = $2', [
    'applicant.reveal',
    id,
  ])
  expect(looks).toHaveLength(1)
})

test('an administrator reads the raw messages, masked', async ({ administrator: page }) => {
  await page.goto('/deliveries')
  await page.getByRole('button', { name: 'Показать XML' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('ElkOrderRequest').first()).toBeVisible()
  await expectAccessible(page)
})

test('what a foreign page sends changes nothing, with an origin, without one, and as plain text', async ({
  clerk: page,
}) => {
  const pages = ['/applications/new', '/applications', '/deliveries', '/account', '/']
  const html = (await Promise.all(pages.map(async (path) => (await page.request.get(path)).text()))).join()
  const scripts = [...html.matchAll(/\/_next\/static\/[^"'\\]+\.js/g)].map(([path]) => path)
  const ids = new Set<string>()
  for (const path of new Set(scripts))
    for (const [id] of (await (await page.request.get(path)).text()).matchAll(/\b[0-9a-f]{42}\b/g))
      ids.add(id)
  expect(ids.size, 'server actions are found in the scripts').toBeGreaterThan(3)
  const [before] = await sql<{ n: string }>('SELECT count(*) AS n FROM audit_events')
  for (const id of ids)
    for (const headers of [{ origin: 'https://example.org' }, { origin: 'null' }, {}] as Record<
      string,
      string
    >[])
      for (const type of ['text/plain;charset=UTF-8', 'multipart/form-data; boundary=x']) {
        const answer = await page.request.post('/applications', {
          headers: { 'next-action': id, 'content-type': type, ...headers },
          data: '[{}]',
        })
        expect(answer.status(), `${id} ${JSON.stringify(headers)}`).toBe(403)
      }
  const [after] = await sql<{ n: string }>('SELECT count(*) AS n FROM audit_events')
  expect(after?.n).toBe(before?.n)
})

/** By Node itself: a browser sends no TRACE. */
const statusOf = (url: URL, method: string) =>
  new Promise<number>((done, fail) =>
    request(url, { method }, (response) => done(response.resume().statusCode ?? 0))
      .on('error', fail)
      .end(),
  )

test('every answer carries the headers that keep a page to itself', async ({ clerk: page }) => {
  const page_ =
    /script-src 'self' 'nonce-[^']+' 'strict-dynamic'; .*object-src 'none'; base-uri 'none'; .*frame-ancestors 'none'/
  const script =
    /src="(\/_next\/static\/[^"]+\.js)"/.exec(await (await page.request.get('/login')).text())?.[1] ?? ''
  const asked: [path: string, policy: RegExp][] = [
    ...[
      '/login',
      '/',
      '/applications',
      '/settings',
      '/account',
      '/nowhere',
      '/api/applications',
      '/api/health',
      '/api/nowhere',
    ].map((path): [string, RegExp] => [path, page_]),
    [script, /default-src 'none'; frame-ancestors 'none'/],
    ['/icon.svg', /frame-ancestors 'none'/],
  ]
  for (const [path, policy] of asked) {
    const headers = (await page.request.get(path)).headers()
    expect(headers['x-content-type-options'], path).toBe('nosniff')
    expect(headers['strict-transport-security'], path).toBe('max-age=31536000; includeSubDomains')
    expect(headers['referrer-policy'], path).toBe('same-origin')
    expect(headers['cross-origin-opener-policy'], path).toBe('same-origin')
    expect(headers['content-security-policy'], path).toMatch(policy)
    expect(headers['x-powered-by'], path).toBeUndefined()
  }
  for (const path of ['/applications', '/settings', '/account', '/api/applications']) {
    const headers = (await page.request.get(path)).headers()
    expect(headers['cache-control'], path).toContain('no-store')
    expect(headers['content-type'], path).toMatch(/charset=utf-8/i)
  }
  for (const path of ['/.git/config', '/package.json', '/.env', '/_next/', '/api/', '/data/secrets.json'])
    expect((await page.request.get(path)).status(), path).toBe(404)
  expect(await statusOf(new URL(address), 'TRACE')).toBeGreaterThan(399)
})
