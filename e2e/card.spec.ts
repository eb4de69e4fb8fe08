import { expect, expectAccessible, freshSnils, sitDownAs, sql, test } from './desk'
import {
  attachResult,
  becomes,
  cardOpens,
  changeStatus,
  fillPerson,
  openForm,
  openStatusDialog,
  pickService,
  register,
  reveal,
  send,
  type,
} from './steps'

const PASSWORD = 'arm-elk-demo'
const endSessions = (login: string) =>
  sql(
    'UPDATE sessions SET ended_at = now() WHERE ended_at IS NULL AND user_id = (SELECT id FROM users WHERE login = $1)',
    [login],
  )
const ordersOf = async (snils: string) =>
  sql<{ state: string; login: string; region: string }>(
    `SELECT a.state, u.login, a.region FROM applications a JOIN users u ON u.id = a.updated_by_id
     WHERE a.form->'person'->>'snils' = $1`,
    [snils],
  )

test('the type of a file is plain text while there is one, a choice when there are more (7246)', async ({
  clerk: page,
}) => {
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await attachResult(page, 'решение.pdf')
  await expect(page.getByText('Результат оказания услуги')).toBeVisible()
  await expect(page.getByRole('combobox', { name: /^Вид документа/ })).toHaveCount(0)
  await sql(
    `INSERT INTO directory_entries (directory, code, name) VALUES (7246, 'ELK_PLANTED', 'Вымышленный вид') ON CONFLICT DO NOTHING`,
  )
  await page.reload()
  await page.getByRole('combobox', { name: 'Вид документа: решение.pdf' }).selectOption('ELK_PLANTED')
  await expect
    .poll(
      async () =>
        (await sql<{ t: string }>('SELECT doc_type_id AS t FROM files WHERE application_id = $1', [id]))[0]
          ?.t,
    )
    .toBe('ELK_PLANTED')
  await expectAccessible(page)
  const dialog = await openStatusDialog(page)
  await dialog.getByRole('radio', { name: /^Промежуточные результаты/ }).check({ force: true })
  await expect(dialog.getByRole('combobox', { name: 'Вид документа: решение.pdf' })).toHaveValue(
    'ELK_PLANTED',
  )
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/)
  await becomes(page, 'Промежуточные результаты', 'Вымышленный вид')
  const [sent] = await sql<{ xml: string }>(
    `SELECT convert_from(e.body, 'UTF8') AS xml FROM deliveries d JOIN messages m ON m.id = d.message_id
     JOIN envelopes e ON e.id = m.envelope_id WHERE d.application_id = $1 AND d.seq = 2`,
    [id],
  )
  expect(sent?.xml).toContain('docTypeId>ELK_PLANTED<')
  await sql("DELETE FROM directory_entries WHERE code = 'ELK_PLANTED'")
})

test('the history tells edits from what to what, files, views and messages, and can be narrowed', async ({
  clerk: page,
}) => {
  const snils = freshSnils()
  await openForm(page)
  await pickService(page)
  await type(page, 'ОКТМО', '41000000')
  await expect(page.getByText(/Черновик сохранён в/)).toBeVisible({ timeout: 15_000 })
  await type(page, 'ОКТМО', '41603101')
  await fillPerson(page, snils)
  await page.getByRole('button', { name: 'Сохранить черновик' }).click()
  await expect(page).toHaveURL(/\/edit$/)
  await send(page)
  await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await attachResult(page, 'решение.pdf')
  await reveal(page)
  await expect(page.getByText(snils)).toBeVisible()
  await page.getByText('История', { exact: true }).click()
  const history = page.getByRole('group').filter({ hasText: 'Черновик изменён' })
  await expect(history.getByText('41000000')).toBeVisible()
  await expect(history.getByText('41603101')).toBeVisible()
  expect(await history.innerText()).not.toContain(snils)
  for (const words of [
    'Показаны данные заявителя',
    'Приложен файл решение.pdf',
    'Принято ЕПГУ: Заявление принято',
  ])
    await expect(history.getByText(words)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('combobox', { name: 'Показать' }).selectOption('файлы')
  await expect(page.getByText('Приложен файл решение.pdf')).toBeVisible()
  await expect(page.getByText('Показаны данные заявителя')).toHaveCount(0)
})

test('a session that ended: one signs in over the form and it is saved once, whole', async ({
  clerk: page,
}) => {
  const snils = freshSnils()
  await openForm(page)
  await pickService(page)
  await type(page, 'ОКТМО', '41000000')
  await fillPerson(page, snils)
  await endSessions('obrazcova')
  await send(page)
  const dialog = page.getByRole('dialog', { name: 'Войдите ещё раз' })
  await expect(dialog).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: 'Имя пользователя' })).toHaveValue('obrazcova')
  await expectAccessible(page)
  await dialog.getByLabel('Пароль').fill('wrong')
  await dialog.getByRole('button', { name: 'Войти', exact: true }).click()
  await expect(dialog.getByText(/Имя пользователя или пароль не подходят/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('Пароль').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  expect(await ordersOf(snils)).toEqual([{ state: 'IN_WORK', login: 'obrazcova', region: '41000000' }])
})

test('somebody else who signed in saves nothing under the wrong name silently', async ({ clerk: page }) => {
  const snils = freshSnils()
  await openForm(page)
  await pickService(page)
  await fillPerson(page, snils)
  await sitDownAs(page, 'petrov')
  await send(page)
  const told = page.getByRole('dialog', { name: 'Сейчас вошёл другой пользователь: petrov' })
  await expect(told).toBeVisible()
  await expectAccessible(page)
  expect((await ordersOf(snils)).filter(({ login }) => login === 'petrov')).toEqual([])
  await told.getByRole('button', { name: 'Войти как Образцова В. Т.' }).click()
  const dialog = page.getByRole('dialog', { name: 'Войдите ещё раз' })
  await dialog.getByRole('button', { name: 'Я не Образцова В. Т.' }).click()
  await dialog.getByRole('textbox', { name: 'Имя пользователя' }).fill('petrov')
  await dialog.getByLabel('Пароль').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Войти', exact: true }).click()
  await expect(told).toBeVisible()
  expect((await ordersOf(snils)).filter(({ login }) => login === 'petrov')).toEqual([])
  await told.getByRole('button', { name: 'Продолжить от имени petrov' }).click()
  await cardOpens(page)
  expect(await ordersOf(snils)).toMatchObject([{ state: 'IN_WORK', login: 'petrov' }])
})

test('of two clerks at one status the second sees what stood before, theirs and the own', async ({
  browser,
  clerk: page,
}) => {
  await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const second = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  await sitDownAs(second, 'petrov')
  await second.goto(page.url())
  const mine = await openStatusDialog(second)
  await mine.getByRole('radio', { name: /^Документ готов/ }).check({ force: true })
  await changeStatus(page, /^Промежуточные результаты/)
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/)
  await mine.getByRole('button', { name: 'Передать', exact: true }).click()
  const conflict = second.getByRole('dialog', { name: /Статус уже сменил/ })
  for (const words of [
    'Было',
    /^Заявление принято,/,
    /^Промежуточные результаты по заявлению,/,
    /^Документ готов,/,
  ])
    await expect(conflict.getByText(words).first()).toBeVisible()
  await expectAccessible(second)
  await conflict.getByRole('button', { name: 'Передать мой следующим' }).click()
  await second.getByRole('dialog').getByRole('button', { name: 'Передать', exact: true }).click()
  await becomes(second, 'Документ готов', /принято ЕПГУ/)
  await second.context().close()
})
