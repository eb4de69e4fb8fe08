import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, freshSnils, sitDownAs, sql, test } from './desk'
import { register, reveal } from './steps'

const menu = (page: Page) => page.getByRole('navigation', { name: 'Настройки системы' })
const open = (page: Page, name: 'История' | 'Журнал действий') =>
  test.step(`«Настройки системы» → «${name}»`, async () => {
    await page.goto('/settings')
    await menu(page).getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  })
const atWidths = async (page: Page) => {
  for (const [width, height] of [
    [1366, 768],
    [480, 800],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  }
  await page.setViewportSize({ width: 1366, height: 768 })
}

test.describe('a role changed', () => {
  test.afterEach(() => sql("UPDATE users SET roles = '{OBSERVER}' WHERE login = 'kedrov'"))
  test('an administrator reads in «История» what became of a role', async ({ administrator: page }) => {
    const [user] = await sql<{ id: string }>("SELECT id FROM users WHERE login = 'kedrov'")
    await page.goto(`/settings/users/${user?.id}/edit`)
    await page.getByRole('checkbox', { name: 'Секретарь' }).check()
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
    await expect(page.getByRole('heading', { level: 2, name: /^Кедров/ })).toBeVisible()
    await open(page, 'История')
    await page.getByRole('combobox', { name: 'Что изменено' }).selectOption('Пользователи и роли')
    await page.getByRole('button', { name: 'Показать' }).click()
    const row = page.getByRole('row').nth(1)
    await expect(row).toContainText('Изменён пользователь')
    await expect(row).toContainText('Кедров')
    await expect(row).toContainText('Роли: Наблюдатель → Наблюдатель, Секретарь')
    await atWidths(page)
  })
})

test('a supervisor sees who looked at a citizen, and what was typed stands in no address', async ({
  browser,
  clerk: page,
}) => {
  const snils = freshSnils()
  await register(page, snils)
  await reveal(page, 'Проверка документов')
  const supervisor = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  const asked: string[] = []
  supervisor.on('request', (request) => void asked.push(request.url()))
  await sitDownAs(supervisor, 'primerov')
  await supervisor.goto('/settings/audit')
  await supervisor.getByText('Кто видел этого гражданина').click()
  await supervisor.getByRole('textbox', { name: 'СНИЛС, ИНН или № заявления' }).fill(snils)
  await supervisor.getByRole('button', { name: 'Найти' }).click()
  await expect(supervisor.getByRole('status').filter({ hasText: 'Найдено 1 заявление' })).toBeVisible()
  const table = supervisor.getByRole('region', { name: 'Кто и когда смотрел' })
  await expect(table).toContainText('Показаны данные заявителя')
  await expect(table).toContainText('для чего: проверка документов')
  await expect(table).toContainText('Открыта карточка заявления')
  await expect(table).toContainText('Образцова')
  await expectAccessible(supervisor)
  for (const url of asked) {
    expect(decodeURIComponent(url)).not.toContain(snils)
    expect(url).not.toContain(snils.replaceAll(/\D/g, ''))
  }
  await supervisor.context().close()
})

test('«Показать» needs a reason', async ({ clerk: page }) => {
  const snils = freshSnils()
  await register(page, snils)
  await page.getByRole('button', { name: 'Показать', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Показать данные заявителя' })
  const show = dialog.getByRole('button', { name: 'Показать', exact: true })
  await show.click()
  await expect(dialog).toContainText('Укажите, для чего нужны данные')
  await dialog.getByRole('radio', { name: 'Иное' }).check()
  await show.click()
  await expect(dialog).toContainText('нужно пояснение')
  await expectAccessible(page)
  await expect(page.getByText(snils)).toHaveCount(0)
  await dialog.getByRole('textbox').fill('сверка с заявлением')
  await show.click()
  await expect(page.getByText(snils)).toBeVisible()
})

test('the journal of acts is filtered, told in words and taken away in a file', async ({
  administrator: page,
}) => {
  await open(page, 'Журнал действий')
  await expect(page.getByRole('region', { name: 'Неизменность журнала' })).toContainText(/апечатан/)
  await page.getByRole('combobox', { name: 'Действие' }).selectOption('Заявление сохранено и передано')
  await page.getByRole('button', { name: 'Показать' }).click()
  await expect(page).toHaveURL(/act=application\.register/)
  await page.goto('/settings/audit')
  await atWidths(page)
  const raw = await page.getByRole('region', { name: 'Действия сотрудников' }).innerText()
  expect(raw).not.toMatch(/\b[a-z]+\.[a-zA-Z]+\b(?!\.\d)/)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Выгрузить в CSV' }).click()
  expect((await download).suggestedFilename()).toBe('journal.csv')
  await page.reload()
  await expect(page.getByRole('row').nth(1)).toContainText('Журнал действий выгружен в файл')
})

test('a clerk has neither', async ({ clerk: page }) => {
  for (const path of ['/settings/history', '/settings/audit', '/settings/refused', '/api/audit/export'])
    expect((await page.request.get(path)).status(), path).toBe(403)
})
