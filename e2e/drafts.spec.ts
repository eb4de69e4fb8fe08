import { expect, expectAccessible, freshSnils, sitDownAs, sql, test } from './desk'
import { openForm, type } from './steps'

test('a draft with gaps is kept as it is typed and sends nothing', async ({ clerk: page }) => {
  await openForm(page)
  await type(page, 'СНИЛС', '900')
  await expect(page.getByText(/Черновик сохранён в/)).toBeVisible({ timeout: 15_000 })
  await expect(page).toHaveURL(/\/applications\/[0-9a-f-]{36}\/edit$/)
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'СНИЛС' })).toHaveValue('900')
  const [{ n } = { n: 1 }] = await sql<{ n: number }>(
    'SELECT count(*)::int AS n FROM deliveries WHERE application_id = $1',
    [page.url().split('/').at(-2)],
  )
  expect(n).toBe(0)
})

test('Back to a form that has become a draft shows the draft, and goes on in it', async ({ clerk: page }) => {
  await openForm(page)
  await type(page, 'СНИЛС', '900')
  await expect(page.getByText(/Черновик сохранён в/)).toBeVisible({ timeout: 15_000 })
  const id = page.url().split('/').at(-2)
  await page.getByRole('main').getByRole('link', { name: 'Заявления' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Заявления' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('textbox', { name: 'СНИЛС' })).toHaveValue('900')
  await type(page, 'ОКТМО', '41000000')
  const form = () =>
    sql(
      "SELECT form->>'region' AS region, form->'person'->>'snils' AS snils FROM applications WHERE id = $1",
      [id],
    )
  await expect.poll(form).toEqual([{ region: '41000000', snils: '900' }])
})

test('a draft whose answer comes after one has left is kept, and the page is where one went', async ({
  clerk: page,
}) => {
  const snils = freshSnils()
  let release = () => {}
  const released = new Promise<void>((done) => (release = done))
  await page.route(/\/applications\/new$/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    const response = await route.fetch()
    await released
    await route.fulfill({ response }).catch(() => undefined)
  })
  await openForm(page)
  await type(page, 'СНИЛС', snils)
  const kept = () =>
    sql("SELECT count(*)::int AS n FROM applications WHERE form->'person'->>'snils' = $1", [snils])
  await expect.poll(kept, { timeout: 15_000 }).toEqual([{ n: 1 }])
  await page.getByRole('main').getByRole('link', { name: 'Заявления' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Заявления' })).toBeVisible()
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  release()
  await (await answer).finished()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Заявления' })).toBeVisible()
  expect(await kept()).toEqual([{ n: 1 }])
})

test('of two clerks at one draft the second sees both versions', async ({ browser, clerk: page }) => {
  await openForm(page)
  await type(page, 'СНИЛС', '900-000-123 91')
  await expect(page).toHaveURL(/\/edit$/, { timeout: 15_000 })
  const second = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  await sitDownAs(second, 'petrov')
  await second.goto(page.url())
  await type(page, 'ОКТМО', '41000000')
  await page.getByRole('button', { name: 'Сохранить черновик' }).click()
  await expect(page.getByText(/Черновик сохранён в/)).toBeVisible()
  await type(second, 'ОКТМО', '41603101')
  await second.getByRole('button', { name: 'Сохранить черновик' }).click()
  const dialog = second.getByRole('dialog')
  await expect(dialog).toBeVisible({ timeout: 15_000 })
  await expect(dialog.getByRole('columnheader', { name: 'Было' })).toBeVisible()
  await expect(dialog.getByText('41000000')).toBeVisible()
  await expect(dialog.getByText('41603101')).toBeVisible()
  await expectAccessible(second)
  await second.context().close()
})
