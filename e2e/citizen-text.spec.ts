import { expect, expectAccessible, freshSnils, sql, test } from './desk'
import { becomes, openStatusDialog, register, step } from './steps'

const template = 'ELK_PLANTED_TEXT'
const plant = () =>
  sql(
    `INSERT INTO directory_entries (directory, code, name, attributes)
     VALUES (7293, $1, 'Вымышленное сообщение', '{"esnsi": {"Шаблон": "Ждём вас: \${(text)!}"}}') ON CONFLICT DO NOTHING`,
    [template],
  )

// The other scenarios find the directory and the service as they were planted.
test.afterAll(async () => {
  await sql("UPDATE services SET citizen_texts = '{}', result_name = NULL WHERE citizen_texts <> '{}'")
  await sql('DELETE FROM directory_entries WHERE directory = 7293 AND code = $1', [template])
})

test('a clerk sends a text with the status: it is asked for, told on the card, and goes', async ({
  clerk: page,
}) => {
  await plant()
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const dialog = await openStatusDialog(page)
  await dialog.getByRole('radio', { name: /^Приглашение на приём/ }).check({ force: true })
  await dialog.getByLabel('Текст заявителю').selectOption(template)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await expect(dialog.getByText('Напишите, что сообщить заявителю').first()).toBeVisible()
  await dialog.getByLabel('Что написать заявителю').fill('окно 7,\nс паспортом')
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await expect(
    step(page, 'Приглашение на приём').getByText(
      'Текст заявителю («Вымышленное сообщение»): окно 7, с паспортом',
    ),
  ).toBeVisible()
  await becomes(page, 'Приглашение на приём', /принято ЕПГУ/)
  const [sent] = await sql<{ body: string }>(
    `SELECT convert_from(e.body, 'UTF8') AS body FROM deliveries d JOIN messages m ON m.id = d.message_id
     JOIN envelopes e ON e.id = m.envelope_id WHERE d.application_id = $1 AND d.kind = 'UPDATE'`,
    [id],
  )
  expect(sent?.body).toMatch(/MessageType>ELK_PLANTED_TEXT<.*Name>text<.*Value>окно 7, с паспортом</)
})

test('what a service usually says and gives stands ready', async ({ administrator: page }) => {
  await plant()
  await page.goto('/directories/services')
  await page.getByRole('link', { name: 'Присвоение адреса объекту адресации' }).click()
  await page.getByText(/^Заготовки текста заявителю/).click()
  await page.getByLabel('Документ готов').last().selectOption(template)
  await page.getByLabel('Что написать заявителю').fill('Забирайте')
  await page.getByLabel('Как обычно называется документ-результат').fill('Решение о присвоении адреса')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Сохранить' }).click()
  await expect
    .poll(
      async () =>
        (await sql('SELECT 1 FROM services WHERE citizen_texts::text LIKE $1', [`%${template}%`])).length,
    )
    .toBe(1)
})
