import type { Page } from '@playwright/test'
import { signatureOf } from '../lib/files/signature.kit'
import { expect, expectAccessible, expectNoSidewaysScroll, freshSnils, simulator, sql, test } from './desk'
import { becomes, openStatusDialog, register } from './steps'

type Picked = { name: string; buffer: Buffer }
const region = (page: Page) => page.getByRole('region', { name: 'Файлы результата' })
const row = (page: Page, name: string) =>
  region(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name }) })
const pick = (page: Page, ...files: Picked[]) =>
  test.step(`pick ${files.map(({ name }) => name).join(', ')}`, async () => {
    const chooser = page.waitForEvent('filechooser')
    await region(page).getByRole('button', { name: 'Приложить результат' }).click()
    await (await chooser).setFiles(files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })))
  })
const document = () => Buffer.from(`%PDF-1.7\n${crypto.randomUUID()}`)

test('a result and its signature, picked together: the signer is on the card, the signature in the message', async ({
  clerk: page,
}) => {
  test.slow()
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const bytes = document()
  const cms = await signatureOf(bytes)
  await pick(page, { name: 'Решение.pdf.sig', buffer: cms }, { name: 'Решение.pdf', buffer: bytes })
  const file = row(page, 'Решение.pdf')
  await expect(file.getByText('Подпись верна, сертификат действует до 01.01.2036')).toBeVisible()
  await expect(file.getByText('Подписано: Образцова В. Т., 20.11.2026 09:12')).toBeVisible()
  await expect(
    file.getByText(/^Сертификат [0-9A-F]{32}, с 01.01.2026 по 01.01.2036. Издатель: Образцова В. Т./),
  ).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)

  const dialog = await openStatusDialog(page)
  await dialog.getByRole('radio', { name: 'Услуга оказана' }).check({ force: true })
  await expect(dialog.getByText('с подписью')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await expect(page.getByRole('dialog').getByText('Заявитель увидит', { exact: false })).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Передать', exact: true }).click()
  await becomes(page, 'Услуга оказана', /принято ЕПГУ/, 60_000)
  await expect(file.getByText('Подпись верна, сертификат действует до 01.01.2036')).toBeVisible()
  await expect(file.getByRole('button', { name: /Убрать/ })).toHaveCount(0)

  const [sent] = await sql<{ message: string }>(
    'SELECT message_id AS message FROM deliveries WHERE application_id = $1 AND seq = 2',
    [id],
  )
  const heard = await (await fetch(`${simulator}/control/messages/${sent?.message}`)).text()
  expect(heard).toContain(`<ns4:SignaturePKCS7>${cms.toString('base64')}</ns4:SignaturePKCS7>`)
})

test('a signature of another file, without its document, or that is none is refused in words', async ({
  clerk: page,
}) => {
  await register(page, freshSnils())
  const bytes = document()
  await pick(page, { name: 'Решение.pdf', buffer: bytes })
  await expect(row(page, 'Решение.pdf')).toBeVisible()
  await pick(page, { name: 'Решение.sig', buffer: await signatureOf(document()) })
  await expect(
    page.getByText(/Подпись «Решение.sig» сделана для другого файла, не для «Решение.pdf»/),
  ).toBeVisible()
  await pick(page, { name: 'Решение.p7s', buffer: Buffer.from('это не подпись') })
  await expect(page.getByText(/«Решение.p7s» не похож на файл подписи/)).toBeVisible()
  const plan = document()
  await pick(page, { name: 'План.pdf.sig', buffer: await signatureOf(plan) })
  await expect(page.getByText(/К подписи «План.pdf.sig» нет документа «План.pdf»/)).toBeVisible()
  await expectAccessible(page)
  await pick(page, { name: 'План.pdf', buffer: plan })
  await expect(row(page, 'План.pdf').getByText(/^Подпись верна/)).toBeVisible()
  await expect(page.getByText(/нет документа «План.pdf»/)).toHaveCount(0)
  await expect(row(page, 'Решение.pdf').getByText(/Подпись верна/)).toHaveCount(0)
  await row(page, 'План.pdf').getByRole('button', { name: 'Убрать подпись файла План.pdf' }).click()
  await expect(row(page, 'План.pdf').getByText(/Подпись верна/)).toHaveCount(0)
  await expect(row(page, 'План.pdf')).toBeVisible()
})
