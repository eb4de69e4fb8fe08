import { expect, expectAccessible, expectNoSidewaysScroll, forgetFaults, simulator, sql, test } from './desk'
import type { Page } from '@playwright/test'

test.afterEach(forgetFaults)

const tell = async (method: 'PUT' | 'POST', path: string, body: unknown) => {
  const answer = await fetch(`${simulator}/control/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.ok, path).toBe(true)
}
const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })

const read = (page: Page, name: string) =>
  test.step(`read «${name}» and look at the differences`, async () => {
    await page.goto('/directories')
    await page.getByRole('button', { name: `Обновить из ЕСНСИ: ${name}` }).click()
    await page.getByRole('link', { name: `Посмотреть различия: ${name}` }).click({ timeout: 30_000 })
    await expect(page.getByRole('heading', { level: 1, name: `Различия: ${name}` })).toBeVisible()
  })
const apply = (page: Page) =>
  test.step('apply', async () => {
    await page.getByRole('button', { name: 'Применить' }).click()
    await expect(page).toHaveURL(/\/directories$/)
  })

test('an administrator reads a directory, sees what would change, and applies it', async ({
  administrator: page,
}) => {
  const name = 'Шаблоны уведомлений'
  await page.goto('/')
  await page.getByRole('main').getByRole('link', { name: 'Справочники' }).click()
  await expect(row(page, name)).toContainText('не из ЕСНСИ')
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)

  await read(page, name)
  await expect(page.getByText('Добавится: 2, изменится: 0, закроется: 0.')).toBeVisible()
  await expectAccessible(page)
  await apply(page)
  await expect(row(page, name)).toContainText('ревизия 1 от 15.01.2026')

  await tell('PUT', 'directories/7293', [
    ['ELK_SAMPLE_VISIT', 'Приглашение', 'Ждём вас'],
    ['ELK_NEW', 'Новый', 'Текст'],
  ])
  await read(page, name)
  await expect(page.getByText('Добавится: 1, изменится: 1, закроется: 1.')).toBeVisible()
  await expect(page.getByRole('row', { name: /изменится ELK_SAMPLE_VISIT/ })).toContainText(
    /Шаблон: Ждём вас \(убрано: +\$\{\(date\)!\}/,
  )
  await expect(
    page
      .getByRole('row', { name: /добавится ELK_NEW/ })
      .getByRole('cell')
      .last(),
  ).toHaveText('Шаблон: Текст')
  await page.getByRole('navigation', { name: 'Какие различия показать' }).getByText('Закрыто 1').click()
  await expect(page).toHaveURL(/kind=closed/)
  await expect(page.getByRole('row', { name: /закроется ELK_SAMPLE_TEMPLATE/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /ELK_NEW/ })).toHaveCount(0)
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Отменить' }).click()
  await expect(row(page, name)).toContainText('отменено')
  await page.setViewportSize({ width: 1024, height: 700 })
  const beyond = await page.getByRole('main').evaluate((main) => main.scrollWidth - main.clientWidth)
  expect(beyond).toBe(0)
  const [open] = await sql<{ n: number }>(
    "SELECT count(*)::int AS n FROM directory_entries WHERE directory = 7293 AND closed_at IS NULL AND code LIKE 'ELK_SAMPLE%'",
  )
  expect(open?.n).toBe(2)
})

test('what cannot be sent says when it is tried again, and can be given up', async ({
  administrator: page,
}) => {
  await tell('POST', 'faults', { operation: 'SendRequest', fault: 'SMEVFailure', count: 50 })
  await page.goto('/directories')
  await page.getByRole('button', { name: 'Обновить из ЕСНСИ: Гражданство' }).click()
  await expect(row(page, 'Гражданство')).toContainText(
    /Не отправлено: нет связи со СМЭВ. Будет повторено в \d\d:\d\d/,
  )
  await page.getByRole('button', { name: 'Отменить обновление: Гражданство' }).click()
  await expect(row(page, 'Гражданство')).toContainText('отменено')
})

test('an administrator whose organisation ЕСНСИ does not let send is told so', async ({
  administrator: page,
}) => {
  test.setTimeout(90_000)
  const name = 'Организации-отправители'
  const note = (text: string | RegExp) => page.getByRole('main').getByText(text)
  const [own] = await sql<{ inn: string; kpp: string }>(
    "SELECT inn, kpp FROM organisations WHERE code = '15439'",
  )
  const sender = (inn: string, blocked: string) => [
    `${inn}_${own?.kpp}`,
    inn,
    own?.kpp,
    'О',
    'О',
    '99000000000',
    'MNSV130',
    'ОМСУ',
    blocked,
  ]
  for (const [inn, blocked, told] of [
    ['9900000000', 'false', /нет в справочнике ЕСНСИ «Организации-отправители»/],
    [own?.inn ?? '', 'true', /ваша организация заблокирована/],
  ] as const) {
    await tell('PUT', 'directories/8248', [sender(inn, blocked)])
    await read(page, name)
    await apply(page)
    await expect(note(told)).toBeVisible()
    await page.goto('/deliveries')
    await expect(note(told)).toBeVisible()
  }
  await sql('DELETE FROM directory_entries WHERE directory = 8248')
  await page.goto('/deliveries')
  await expect(note(/Организации-отправители/)).toHaveCount(0)
})

test('a clerk has no way to the directories', async ({ clerk: page }) => {
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Справочники' })).toHaveCount(0)
  expect((await page.request.get('/directories')).status()).toBe(403)
  expect((await page.request.get('/api/directories')).status()).toBe(403)
})
