import { expect, expectAccessible, sql, test } from './desk'

const code = `9907${String(Date.now()).padStart(15, '0')}`.slice(0, 19)
const table = (...rows: string[]) =>
  Buffer.from(`\ufeffНаименование услуги;Шифр услуги;ТКУ;Срок\r\n${rows.join('\r\n')}\r\n`)

test('services are imported from a file in four steps', async ({ administrator: page }) => {
  await page.goto('/imports')
  await expectAccessible(page)
  await test.step('a file that is no table is refused in words', async () => {
    await page.getByRole('button', { name: 'Загрузить из файла: Виды услуг по 277 ПП' }).press('Enter')
    await expectAccessible(page)
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.xlsx', mimeType: 'x', buffer: Buffer.from('%PDF-1.7') })
    await expect(page.getByText('Это PDF, а не таблица')).toBeVisible()
  })
  await test.step('columns are chosen', async () => {
    const buffer = table(`Услуга из файла;${code};-${code};10`, `;${code};4700000000160000001;много`)
    await page.locator('input[type=file]').setInputFiles({ name: 'услуги.csv', mimeType: 'text/csv', buffer })
    await expect(page).toHaveURL(/\/imports\/[0-9a-f-]{36}/)
    await expect(page.getByText('В файле 2 строки с данными')).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'Колонки' })).toHaveAttribute(
      'aria-current',
      'step',
    )
    await page.getByLabel('Код услуги').selectOption('Шифр услуги')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Проверить файл' }).press('Enter')
  })
  await test.step('what would happen is told, and nothing has happened', async () => {
    await expect(page.getByText('Будет создано')).toBeVisible()
    await expect(page.getByRole('row', { name: /3 Наименование услуги не заполнено/ })).toBeVisible()
    await expectAccessible(page)
    expect(await sql('SELECT 1 FROM services WHERE eservice_code = $1', [code])).toEqual([])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Скачать строки с ошибками' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('errors.xlsx')
    expect(await download.failure()).toBeNull()
  })
  await test.step('it is loaded, and the result stays', async () => {
    await page.getByRole('button', { name: 'Загрузить 1' }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Загрузить 1' }).press('Enter')
    await expect(page.getByText('Готово: данные загружены.')).toBeVisible()
    await page.reload()
    await expect(page.getByText('Готово: данные загружены.')).toBeVisible()
    await expectAccessible(page)
    expect(await sql('SELECT name FROM services WHERE eservice_code = $1', [code])).toEqual([
      { name: 'Услуга из файла' },
    ])
  })
})
