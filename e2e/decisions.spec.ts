import { answerNext, expect, expectAccessible, forgetFaults, freshSnils, simulator, sql, test } from './desk'
import { becomes, changeStatus, register, step } from './steps'

test.afterEach(forgetFaults)

test('ЕПГУ lost the order: it is passed again, the refused status follows by itself', async ({
  clerk: page,
}) => {
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const [row] = await sql<{ elk_order_number: string }>(
    'SELECT elk_order_number FROM applications WHERE id = $1',
    [id],
  )
  const lost = row?.elk_order_number ?? ''
  expect((await fetch(`${simulator}/control/orders/${lost}`, { method: 'DELETE' })).status).toBe(200)
  await changeStatus(page, /^Промежуточные результаты/)
  await becomes(page, 'Промежуточные результаты', /отклонено: заявление не найдено \(28\)/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Передать заявление заново' }).click()
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/, 30_000)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await expect(step(page, 'Заявление принято').getByText(lost)).toHaveCount(0)
  const orders = await sql<{ elk_order_number: string }>(
    'SELECT elk_order_number FROM applications WHERE id = $1',
    [id],
  )
  await page.goto(`${simulator}/orders/${orders[0]?.elk_order_number}`)
  await expect(page.getByText('Промежуточные результаты').first()).toBeVisible()
})

test('a transfer that is impossible is no error, and may be undone', async ({ clerk: page }) => {
  await answerNext(38)
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /отклонено: старая дата подачи \(38\)/)
  await page.getByRole('button', { name: 'Передача невозможна' }).click()
  const dialog = page.getByRole('dialog', { name: 'Передача невозможна?' })
  await dialog.getByRole('button', { name: 'Передача невозможна' }).click()
  await expect(dialog.getByText(/Напишите, почему/)).toBeVisible()
  await expectAccessible(page)
  await dialog
    .getByRole('textbox', { name: 'Почему передача невозможна' })
    .fill('Дата подачи верна, срок прошёл')
  await dialog.getByRole('button', { name: 'Передача невозможна' }).click()
  await becomes(page, 'Заявление принято', 'Не передаётся: Дата подачи верна, срок прошёл')
  await changeStatus(page, /^Промежуточные результаты/)
  await becomes(page, 'Промежуточные результаты', 'Не передаётся: Дата подачи верна, срок прошёл')
  await expectAccessible(page)
  await page.goto(`/applications?delivery=impossible&ids=${id}`)
  await expect(page.getByRole('checkbox', { name: /Передача невозможна/ })).toBeChecked()
  await expect(page.getByRole('link', { name: /^Заявление №/ })).toHaveCount(1)
  await page.goto('/deliveries?group=impossible')
  await expect(page.getByRole('cell', { name: 'передача невозможна' }).first()).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/applications/${id}`)
  await page.getByRole('button', { name: 'Передавать снова' }).click()
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/, 30_000)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
})

test('a final status is taken back before it leaves: nothing was sent, the application goes on', async ({
  clerk: page,
}) => {
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await changeStatus(page, /^Отказано в предоставлении/)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Причина' }).fill('Нет документа о праве')
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await expect(dialog.getByText(/30 секунд передачу можно отменить/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await becomes(page, 'Отказано в предоставлении', /Будет отправлено через [12]\d с/)
  await expect(page.getByRole('button', { name: 'Сменить статус' })).toHaveCount(0)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Отменить «Отказано в предоставлении услуги»' }).click()
  await expect(
    page.getByText(/«Отказано в предоставлении услуги» отменено .* в ЛК ничего не передано/),
  ).toBeVisible()
  await expectAccessible(page)
  await page.getByText('История', { exact: true }).click()
  await expect(page.getByText(/Смена статуса отменена до отправки/)).toBeVisible()
  await expect(page.getByText('Сменён статус: Отказано в предоставлении услуги')).toBeVisible()
  await changeStatus(page, /^Промежуточные результаты/)
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/)
  const [row] = await sql<{ order_number: string }>('SELECT order_number FROM applications WHERE id = $1', [
    id,
  ])
  const journal = (await (await fetch(`${simulator}/control/journal`)).json()) as {
    orderNumber: string
    status: number
  }[]
  const told = journal.filter((entry) => entry.orderNumber === row?.order_number)
  expect(told.map((entry) => entry.status)).toEqual([6, 7])
})
