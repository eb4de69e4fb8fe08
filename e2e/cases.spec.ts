import { answerNext, expect, expectAccessible, forgetFaults, freshSnils, simulator, sql, test } from './desk'
import {
  attachResult,
  becomes,
  cardOpens,
  changeStatus,
  choose,
  fillPerson,
  openForm,
  openStatusDialog,
  pickService,
  register,
  send,
  type,
} from './steps'

test.afterEach(forgetFaults)

/** The request as it left for ЕПГУ, as the simulator received it. */
async function sentXml(applicationId: string, kind: 'CREATE' | 'UPDATE'): Promise<string> {
  const [row] = await sql<{ message_id: string }>(
    'SELECT message_id FROM deliveries WHERE application_id = $1 AND kind = $2::delivery_kind ORDER BY seq DESC LIMIT 1',
    [applicationId, kind],
  )
  return (await fetch(`${simulator}/control/messages/${row?.message_id}`)).text()
}

for (const [way, fields, element] of [
  ['ИНН и КПП', { ИНН: '9900000017', КПП: '990001001' }, /inn_kpp/],
  ['ЕСИА', { 'Номер организации в ЕСИА': '1000987654' }, /orgId/],
] as const)
  test(`a legal entity by ${way}`, async ({ clerk: page }) => {
    await openForm(page)
    await pickService(page)
    await choose(page, 'Юридическое лицо')
    await choose(page, way)
    for (const [field, text] of Object.entries(fields)) await type(page, new RegExp(`^${field}`), text)
    await type(page, /^Наименование/, 'ООО «Пример»')
    await send(page)
    const id = await cardOpens(page)
    await becomes(page, 'Заявление принято', /принято ЕПГУ/)
    expect(await sentXml(id, 'CREATE')).toMatch(element)
  })

test('a status of the day before yesterday asks why, and «проинформирован» travels', async ({
  clerk: page,
}) => {
  await openForm(page)
  await pickService(page)
  await fillPerson(page, freshSnils())
  const day = (ago: number) =>
    new Date(Date.now() - ago * 86_400_000).toLocaleDateString('ru-RU', { timeZone: 'Europe/Moscow' })
  await type(page, 'Дата и время подачи', `${day(3)} 09:00`)
  await send(page)
  const id = await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const dialog = await openStatusDialog(page)
  await dialog.getByRole('radio', { name: /^Промежуточные результаты/ }).check({ force: true })
  await dialog.getByRole('textbox', { name: 'Дата и время' }).fill(`${day(2)} 10:00`)
  await dialog.getByRole('textbox', { name: 'Дата и время' }).blur()
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await expect(dialog.getByText(/задним числом/i).first()).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('textbox', { name: 'Почему задним числом' }).fill('Решение внесли после выходных')
  await dialog.getByText('Заявитель уже проинформирован').click()
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/)
  await expect(page.getByText('Внесено задним числом: Решение внесли после выходных')).toBeVisible()
  const xml = await sentXml(id, 'UPDATE')
  expect(xml).toMatch(/IsInformed>true</)
  expect(xml).not.toContain('выходных')
})

test('a file of a draft is there when the draft is opened again, and goes with the result', async ({
  clerk: page,
}) => {
  await openForm(page)
  await pickService(page)
  await fillPerson(page, freshSnils())
  await expect(page).toHaveURL(/\/applications\/[0-9a-f-]{36}\/edit$/, { timeout: 15_000 })
  const id = page.url().split('/').at(-2) ?? ''
  await page.goto(`/applications/${id}`)
  await attachResult(page, 'Выписка.pdf')
  await page.reload()
  await expect(page.getByRole('link', { name: /Выписка\.pdf/ })).toBeVisible()
  await page.goto(`/applications/${id}/edit`)
  await send(page)
  await cardOpens(page)
  await expect(page.getByRole('link', { name: /Выписка\.pdf/ })).toBeVisible()
})

test('what has no answer after 48 hours is «срок истёк», and still goes through when the line is back', async ({
  clerk: page,
}) => {
  await fetch(`${simulator}/control/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ operation: 'SendRequest', fault: 'http502' }),
  })
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /повтор в/)
  await sql("UPDATE deliveries SET deadline_at = now() - interval '1 minute' WHERE application_id = $1", [id])
  await becomes(page, 'Заявление принято', /срок передачи истёк/, 45_000)
  await expectAccessible(page)
  await forgetFaults()
  await page.getByRole('button', { name: 'Повторить сейчас' }).click()
  await becomes(page, 'Заявление принято', /принято ЕПГУ/, 40_000)
})

for (const [code, words, button] of [
  [5, 'ЕПГУ не принял данные заявления', 'Проверить данные'],
  [28, 'ЕПГУ не нашёл заявление', 'Пропустить'],
  [38, 'ЕПГУ считает дату подачи слишком старой', 'Проверить данные'],
] as const)
  test(`the answer ${code} is told in plain words with a way out`, async ({ clerk: page }) => {
    if (code !== 28) await answerNext(code)
    await register(page, freshSnils())
    if (code === 28) {
      await becomes(page, 'Заявление принято', /принято ЕПГУ/)
      await answerNext(28)
      await changeStatus(page, /^Промежуточные результаты/)
    }
    await expect(page.getByText(words)).toBeVisible({ timeout: 15_000 })
    await expect(page.getByText(button, { exact: true }).first()).toBeVisible()
    await expectAccessible(page)
  })
