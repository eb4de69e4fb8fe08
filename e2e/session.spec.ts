import { expect, expectAccessible, freshSnils, sitDownAs, sql, test } from './desk'
import type { Page } from '@playwright/test'
import { cardOpens, fillPerson, openForm, pickService, send, type } from './steps'

const mine = "user_id = (SELECT id FROM users WHERE login = 'admin') AND ended_at IS NULL"
const idleFor = (minutes: number) =>
  sql(`UPDATE sessions SET last_seen_at = now() - $1 * interval '1 minute' WHERE ${mine}`, [minutes])
const soon = (page: Page) => page.getByRole('dialog', { name: /^Вход закроется в \d\d:\d\d/ })
/** The page's own clock goes on by so many minutes; the server's stays. */
const later = (page: Page, minutes: number) => page.clock.fastForward(minutes * 60_000)

test('two minutes before an idle session ends all tabs say so, and one answer is enough', async ({
  administrator: page,
}) => {
  const other = await page.context().newPage()
  for (const tab of [page, other]) {
    await tab.clock.install()
    const asked = tab.waitForResponse(/\/api\/session/)
    await tab.goto('/settings/structure')
    await asked
  }
  await idleFor(13.5)
  for (const tab of [page, other]) await later(tab, 13.5)
  await expect(soon(other)).toBeVisible()
  await expect(soon(page).getByRole('alert')).toContainText('Нажмите «Остаться»')
  await expectAccessible(page)
  await soon(page).getByRole('button', { name: 'Остаться' }).click()
  await expect(soon(page)).toHaveCount(0)
  await expect(soon(other)).toHaveCount(0)
  const [session] = await sql<{ fresh: boolean }>(
    `SELECT max(last_seen_at) > now() - interval '1 minute' AS fresh FROM sessions WHERE ${mine}`,
  )
  expect(session?.fresh).toBe(true)
  await other.close()
})

test('when nobody stays the page is covered, and goes on after the password with what was typed', async ({
  administrator: page,
}) => {
  await page.clock.install()
  const asked = page.waitForResponse(/\/api\/session/)
  await page.goto('/settings/structure')
  await asked
  await page.getByRole('button', { name: 'Добавить подразделение' }).click()
  await page.getByRole('textbox', { name: 'Название', exact: true }).fill('Окно вечернее')
  await idleFor(13.5)
  await later(page, 13.5)
  await expect(soon(page)).toBeVisible()
  await idleFor(16)
  await later(page, 3)
  const again = page.getByRole('dialog', { name: 'Войдите ещё раз' })
  await expect(again).toBeVisible()
  await again.getByRole('textbox', { name: 'Пароль' }).fill('arm-elk-demo')
  await again.getByRole('button', { name: 'Войти', exact: true }).click()
  await expect(again).toHaveCount(0)
  await expect(page.getByRole('textbox', { name: 'Название', exact: true })).toHaveValue('Окно вечернее')
})

test('the end of a shift is told once and is not put off', async ({ administrator: page }) => {
  await sql(`UPDATE sessions SET expires_at = now() + interval '90 seconds' WHERE ${mine}`)
  await page.goto('/settings/structure')
  await expect(soon(page).getByRole('alert')).toContainText('дольше рабочей смены')
  await soon(page).getByRole('button', { name: 'Понятно' }).click()
  await expect(soon(page)).toHaveCount(0)
})

test('a session that has ended is opened again over the sheet, and the sheet saves itself', async ({
  administrator: page,
}) => {
  await page.goto('/settings/structure')
  await page.getByRole('button', { name: 'Добавить подразделение' }).click()
  const name = `Окно ${Date.now()}`
  await page.getByRole('textbox', { name: 'Название', exact: true }).fill(name)
  await page.getByRole('textbox', { name: /ОКТМО/ }).fill('99000000')
  await sql(`UPDATE sessions SET ended_at = now() WHERE ${mine}`)
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
  const again = page.getByRole('dialog', { name: 'Войдите ещё раз' })
  await again.getByRole('textbox', { name: 'Пароль' }).fill('arm-elk-demo')
  await page.keyboard.press('Enter')
  await expect(page.getByText(name)).toBeVisible()
  await sql('DELETE FROM offices WHERE name = $1', [name])
})

test('a draft that saves itself once somebody is in again does not take away what asked for it', async ({
  clerk: page,
}) => {
  await openForm(page)
  await pickService(page)
  await fillPerson(page, freshSnils())
  await expect(page.getByText(/^Черновик сохранён/)).toBeVisible()
  await sql(
    "UPDATE sessions SET ended_at = now() WHERE user_id = (SELECT id FROM users WHERE login = 'obrazcova')",
  )
  let letIn = () => {}
  const isIn = new Promise<void>((done) => (letIn = done))
  let posts = 0
  await page.route('**/applications/**', async (route) => {
    if (route.request().method() === 'POST' && posts++ > 0) await isIn
    await route.continue()
  })
  const number = `СД-${Date.now()}`
  await type(page, 'Ведомственный номер', number)
  await send(page)
  const again = page.getByRole('dialog', { name: 'Войдите ещё раз' })
  await expect(again).toBeVisible()
  await sitDownAs(page, 'obrazcova')
  letIn()
  const saved = () => sql('SELECT version FROM applications WHERE form::text LIKE $1', [`%${number}%`])
  await expect.poll(saved, 'the draft has saved itself').toHaveLength(1)
  await expectAccessible(page)
  await expect(again, 'it goes on with the press').toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alert').getByText('Заявление ещё не передано', { exact: false })).toBeVisible()
  await send(page)
  await cardOpens(page)
})
