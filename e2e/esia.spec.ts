import { address, expect, expectAccessible, freshSnils, sql, test } from './desk'
import { cardOpens, fillPerson, openForm, pickService, send } from './steps'
import type { Page } from '@playwright/test'

const begin = (page: Page, next = '') =>
  test.step('press «Вход через ЕСИА»', async () => {
    await page.goto(`/login${next && `?next=${next}`}`)
    await page.getByRole('button', { name: 'Вход через ЕСИА' }).click()
    await expect(page.getByRole('heading', { name: 'Кто входит?' })).toBeVisible()
  })

const answer = (page: Page, person: RegExp, fault?: string) =>
  test.step('sign in at ЕСИА', async () => {
    await page.getByRole('radio', { name: person }).check()
    if (fault) await page.getByLabel('Ответ ЕСИА').selectOption({ label: fault })
    await page.getByRole('button', { name: 'Войти' }).click()
  })

const home = (page: Page) => expect(page.getByRole('heading', { level: 1, name: 'Главная' })).toBeVisible()
const told = (page: Page, words: RegExp) =>
  test.step('the sign-in page says why, and the focus is there', async () => {
    await expect(page.getByText(words)).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Не получилось войти' })).toBeFocused()
  })

test('a person known by СНИЛС is in, where they wanted to be, and out again', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/login')
  await expectAccessible(page)
  await begin(page, '/deliveries')
  await expectAccessible(page)
  await answer(page, /Примеров Андрей/)
  await expect(page).toHaveURL(/\/deliveries$/)
  await expect(page.getByRole('button', { name: /Примеров А\. С\./ })).toBeVisible()
  expect(asked.filter((url) => /900-?007|7703|%D0/.test(url))).toEqual([]) // nobody's name, number or oid in an address
  const [row] = await sql<{ by: string; ours: boolean }>(
    `SELECT details->>'by' AS by, u.login = 'primerov' AS ours FROM audit_events a JOIN users u ON u.id = a.user_id
     WHERE action = 'session.open' ORDER BY a.id DESC LIMIT 1`,
  )
  expect(row).toEqual({ by: 'esia', ours: true })
  await page.getByRole('button', { name: /Примеров/ }).click()
  await page.getByRole('menuitem', { name: 'Выйти' }).click()
  await expect(page).toHaveURL(/\/login$/)
  await page.goto('/deliveries')
  await expect(page).toHaveURL(/\/login/)
})

test('by keyboard alone, and without scripts', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'ru-RU' })
  const page = await context.newPage()
  await page.goto(`${address}/login`)
  await page.getByRole('button', { name: 'Вход через ЕСИА' }).press('Enter')
  await page.getByRole('radio', { name: /Петров Пример/ }).press('Space')
  await page.getByRole('button', { name: 'Войти' }).press('Enter')
  await page.getByRole('radio', { name: /Администрация Образцового/ }).press('Space')
  await page.getByRole('button', { name: 'Продолжить' }).press('Enter')
  await home(page)
  await context.close()
})

test('a person of two organisations says for which, and the last one is remembered', async ({ page }) => {
  await begin(page)
  await answer(page, /Петров Пример/)
  await expect(page.getByRole('heading', { name: 'От какой организации работаете?' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('radio', { name: /Комитет социальной защиты/ }).check()
  await page.getByRole('button', { name: 'Продолжить' }).click()
  await home(page)
  await page.context().clearCookies()
  await begin(page)
  await answer(page, /Петров Пример/)
  await expect(page.getByRole('radio', { name: /Комитет социальной защиты/ })).toBeChecked()

  await test.step('nobody else’s account can be chosen', async () => {
    const [admin] = await sql<{ id: string }>("SELECT id FROM users WHERE login = 'admin'")
    await page
      .getByRole('radio', { name: /Комитет/ })
      .evaluate((radio: HTMLInputElement, id) => (radio.value = id), admin?.id ?? '')
    await page.getByRole('button', { name: 'Продолжить' }).click()
    await told(page, /Этот вход через ЕСИА устарел/)
    await page.goto('/deliveries')
    await expect(page).toHaveURL(/\/login/)
  })
})

test('a person whom nobody has added is told whom to ask, and no more', async ({ page }) => {
  await begin(page)
  await answer(page, /Вязова/)
  await told(page, /Вашего СНИЛС нет среди пользователей/)
  await expectAccessible(page)
  await expect(page).toHaveURL(/\/login\?esia=unknown$/)
})

for (const [person, fault, words] of [
  [/Ольхин/, undefined, /не подтверждена/],
  [/Образцова/, 'Человек отказал в доступе', /не разрешили ЕСИА передать данные/],
  [/Образцова/, 'Вернуть чужой state', /устарел, уже завершён или начат в другом браузере/],
  [/Образцова/, 'Код уже просрочен', /устарел/],
  [/Образцова/, 'Подпись маркера испорчена', /не прошёл проверку/],
  [/Образцова/, 'Маркер просрочен (exp)', /Часы этого сервера и ЕСИА расходятся/],
  [/Образцова/, 'Сбой ЕСИА при обмене кода (500)', /ЕСИА не отвечает/],
] as const)
  test(`${fault ?? 'an account that is not confirmed'}: said in words, nobody is in`, async ({ page }) => {
    await begin(page)
    await answer(page, person, fault)
    await told(page, words)
    await page.goto('/applications')
    await expect(page).toHaveURL(/\/login\?next/)
  })

test('a callback that comes again, or in another browser, opens nothing', async ({ page, browser }) => {
  await begin(page)
  const stolen = await page.context().cookies()
  const callback = page.waitForRequest((request) => request.url().includes('/api/esia/callback'))
  await answer(page, /Образцова/)
  const url = (await callback).url()
  await home(page)
  for (const cookies of [[], stolen]) {
    const context = await browser.newContext({ locale: 'ru-RU' })
    await context.addCookies(cookies)
    const other = await context.newPage()
    await other.goto(url)
    await told(other, /Этот вход через ЕСИА устарел/)
    expect((await context.cookies()).filter(({ name }) => name.endsWith('.session'))).toEqual([])
    await context.close()
  }
})

test('another site can neither begin a sign-in nor choose for anybody', async ({ page }) => {
  for (const path of ['/api/esia/start', '/api/esia/choose'])
    for (const origin of ['https://example.org', 'null'])
      expect((await page.request.post(path, { form: {}, headers: { origin } })).status(), path).toBe(403)
  const policy = (await page.goto('/login'))?.headers()['content-security-policy']
  expect(policy).toMatch(/form-action 'self' http:\/\/127\.0\.0\.1:\d+;/)
})

test('over the form, in a window of its own: what was typed is saved', async ({ clerk: page }) => {
  await openForm(page)
  await pickService(page)
  await fillPerson(page, freshSnils())
  await sql(
    "UPDATE sessions SET ended_at = now() WHERE user_id = (SELECT id FROM users WHERE login = 'obrazcova')",
  )
  await send(page)
  const dialog = page.getByRole('dialog', { name: 'Войдите ещё раз' })
  await expect(dialog).toBeVisible()
  await expectAccessible(page)
  const opens = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Войти через ЕСИА' }).click()
  await answer(await opens, /Образцова/)
  await cardOpens(page)
})
