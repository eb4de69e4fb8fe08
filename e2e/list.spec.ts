import { expect, expectAccessible, expectNoSidewaysScroll, freshSnils, sql, test } from './desk'
import { becomes, register } from './steps'

test('each of three numbers finds the application, and no name stands in the address', async ({
  clerk: page,
}) => {
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const [row] = await sql<{ number: string; order_number: string; elk_order_number: string }>(
    'SELECT * FROM applications WHERE id = $1',
    [id],
  )
  for (const number of [String(Number(row?.number)), row?.order_number ?? '', row?.elk_order_number ?? '']) {
    await page.goto('/applications')
    await page.getByRole('searchbox').first().fill(number)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('link', { name: new RegExp(`^Заявление № ${row?.number}`) })).toBeVisible()
    await expect(page.getByRole('link', { name: /^Заявление №/ })).toHaveCount(1)
  }
  await page.getByRole('searchbox').first().fill('образцова')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=[0-9a-f-]{36}/)
  expect(decodeURIComponent(page.url())).not.toMatch(/образцова/i)
  await expect(page.getByRole('link', { name: /^Заявление №/ }).first()).toBeVisible()
})

test('filters and counters agree, live in the address, and Back returns to the same place', async ({
  supervisor: page,
}) => {
  await page.goto('/applications')
  const choice = page.getByRole('checkbox', { name: /Отрицательное решение/ })
  await choice.check()
  await expect(page).toHaveURL(/state=REFUSED/)
  const [{ n } = { n: 0 }] = await sql<{ n: number }>(
    "SELECT count(*)::int AS n FROM applications a JOIN organisations o ON o.id = a.organisation_id WHERE o.code = '15439' AND a.state = 'REFUSED'",
  )
  await expect(page.getByRole('link', { name: /^Заявление №/ })).toHaveCount(n)
  await page
    .getByRole('link', { name: /^Заявление №/ })
    .nth(2)
    .click()
  await expect(page.getByRole('heading', { level: 1, name: /^№/ })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/state=REFUSED/)
  await expect(choice).toBeChecked()
  await page.keyboard.press('Shift+Escape')
  await expect(page).not.toHaveURL(/state=/)
})

test('the list page asks the browser for at most 180 kB of compressed script', async ({ clerk: page }) => {
  await page.goto('/applications', { waitUntil: 'networkidle' })
  const bytes = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => /\.js(\?|$)/.test(name))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  )
  console.log(`script of the list page: ${(bytes / 1000).toFixed(1)} kB`)
  expect(bytes).toBeGreaterThan(100_000)
  expect(bytes).toBeLessThanOrEqual(180_000)
})

test('by keyboard alone, in the Russian layout: search, move, open, new', async ({ clerk: page }) => {
  await page.goto('/applications')
  await expect(page.getByRole('link', { name: /^Заявление №/ }).first()).toBeVisible()
  await expect(async () => {
    await page.keyboard.press('Slash') // keys work once the page's script is there
    await expect(page.getByRole('searchbox').first()).toBeFocused({ timeout: 1000 })
  }).toPass()
  await page.keyboard.press('Escape')
  const press = (code: string, key: string) =>
    page.evaluate(
      ([pressed, letter]) =>
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { code: pressed, key: letter, bubbles: true }),
        ),
      [code, key] as const,
    )
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await press('KeyJ', 'о')
  await press('KeyJ', 'о')
  await expect(page.getByRole('link', { name: /^Заявление №/ }).nth(1)).toBeFocused()
  await press('KeyK', 'л')
  await expect(page.getByRole('link', { name: /^Заявление №/ }).first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: /^№/ })).toBeVisible()
  await page.goto('/applications')
  await expect(page.getByRole('link', { name: /^Заявление №/ }).first()).toBeVisible()
  await expect(async () => {
    await press('KeyN', 'т')
    await expect(page).toHaveURL(/\/applications\/new$/, { timeout: 1000 })
  }).toPass()
})

const pages = [
  '/',
  '/applications',
  '/applications?tab=failed',
  '/applications?number=99999999',
  '/deliveries',
  '/applications/new',
  '/nowhere',
]
for (const theme of ['light', 'dark'])
  test(`axe finds nothing serious on any page, ${theme}`, async ({ clerk: page, baseURL }) => {
    await page.context().addCookies([{ name: 'theme', value: theme, url: baseURL ?? '' }])
    const [row] = await sql<{ id: string }>(
      "SELECT id FROM applications WHERE delivery_state = 'REFUSED' LIMIT 1",
    )
    for (const path of [...pages, `/applications/${row?.id}`]) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
      await expectAccessible(page)
    }
  })

for (const [width, height] of [
  [1366, 620],
  [1280, 720],
  [683, 384],
  [640, 360],
] as const)
  test(`no page scrolls sideways at ${width} × ${height}`, async ({ clerk: page }) => {
    await page.setViewportSize({ width, height })
    const [row] = await sql<{ id: string }>(
      "SELECT id FROM applications WHERE delivery_state = 'REFUSED' LIMIT 1",
    )
    for (const path of [...pages, '/applications?sort=number', `/applications/${row?.id}`]) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
      await expectNoSidewaysScroll(page)
    }
  })
