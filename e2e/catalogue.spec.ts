import { readFileSync } from 'node:fs'
import { expect, expectAccessible, expectNoSidewaysScroll, sql, test } from './desk'

const code = `9906${String(Date.now()).padStart(15, '0')}`.slice(0, 19)
const name = `Выдача ордера ${code.slice(-6)}`

test('an administrator adds a service as the instruction has it', async ({ administrator: page }) => {
  await test.step('«Справочники» → search → «Виды услуг по 277 ПП» → «Новый элемент»', async () => {
    await page.goto('/')
    await expect(page.getByRole('main').getByRole('link', { name: /без ТКУ/ })).toBeVisible()
    await page.getByRole('main').getByRole('link', { name: 'Справочники' }).click()
    await page.getByRole('searchbox').fill('нет такого')
    await expect(page.getByText('Ничего не найдено. Измените запрос.')).toBeVisible()
    await expect(page.getByRole('table')).toHaveCount(0)
    await page.getByRole('searchbox').fill('277 пп')
    await expect(page.getByRole('rowheader')).toHaveCount(0)
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Виды услуг по 277 ПП' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Виды услуг по 277 ПП' })).toBeVisible()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.getByRole('link', { name: 'Новый элемент' }).click()
  })
  await test.step('required fields, all at once', async () => {
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await expect(
      page.getByRole('alert').getByRole('link', { name: 'Впишите наименование услуги.' }),
    ).toBeVisible()
    await expect(page.getByRole('alert').getByRole('link', { name: 'Впишите код услуги.' })).toBeVisible()
    await expectAccessible(page)
  })
  await test.step('a dash becomes the minus, and a ТКУ of another service is named with the way there', async () => {
    await page.getByLabel('Наименование услуги').fill(name)
    await page.getByLabel('Код услуги РГУ/КЦР').fill(code)
    await page.getByRole('textbox', { name: /^ТКУ/ }).fill('–9900000000160000001')
    await page.getByLabel('Код ведомства').focus()
    await expect(page.getByText('Заменили тире на минус')).toBeVisible()
    await expect(page.getByLabel('Состояние ТКУ')).toHaveValue('PRODUCTION')
    await page.keyboard.press('Control+s')
    await expect(
      page.getByRole('alert').getByText('Такой ТКУ уже у услуги «Присвоение адреса объекту адресации».'),
    ).toBeVisible()
    await expect(page.getByRole('link', { name: 'Открыть ту услугу' })).toBeVisible()
    await expectAccessible(page)
  })
  await test.step('«Отменить» asks before what was typed goes', async () => {
    await page.getByRole('button', { name: 'Отменить' }).click()
    const leave = page.getByRole('dialog', { name: 'Уйти без сохранения?' })
    await expect(leave.getByRole('button', { name: 'Уйти без сохранения' })).toBeVisible()
    await leave.getByRole('button', { name: 'Вернуться' }).click()
    await expect(page.getByLabel('Наименование услуги')).toHaveValue(name)
  })
  await test.step('it is saved by the keyboard and stands in the list', async () => {
    await page.getByRole('textbox', { name: /^ТКУ/ }).fill(`-${code}`)
    await page.getByLabel('Срок, рабочих дней').fill('10')
    await page.keyboard.press('Control+s')
    await expect(page).toHaveURL(/\/directories\/services$/)
    await expect(page.getByText('Сохранено.')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
    await page.getByRole('searchbox').fill(code.slice(4))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText(`-${code}`)
  })
  await test.step('it is hidden, with the count told, and «История» says who did what', async () => {
    await page.getByRole('link', { name }).click()
    await page.getByRole('button', { name: 'Скрыть' }).click()
    await expect(page.getByRole('dialog')).toContainText('Заявлений по ней нет.')
    await page.getByRole('dialog').getByRole('button', { name: 'Скрыть' }).click()
    await expect(page.getByText('Услуга скрыта: выбрать её в новом заявлении нельзя.')).toBeVisible()
    await page.getByRole('button', { name: 'История' }).press('Enter')
    await expect(page.getByText('Доступна для выбора: да → нет')).toBeVisible()
    await expect(page.getByText(/Создана/)).toBeVisible()
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 800 })
    await expectNoSidewaysScroll(page)
    await page.goto('/directories/services')
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  })
})

test('the answer of the СЦ fills the ТКУ, a workbook of another program is read, the export comes back', async ({
  administrator: page,
}) => {
  const fresh = `9905${code.slice(4)}`
  await sql(
    `INSERT INTO services (id, organisation_id, name, eservice_code, tku_state, allowed_applicants, allowed_statuses)
     SELECT gen_random_uuid(), id, 'Ждёт ТКУ', $1, 'REQUESTED', '{PERSON}', '{}' FROM organisations WHERE code = '15439'`,
    [fresh],
  )
  await page.goto('/directories/services?tab=none')
  await page.getByRole('button', { name: 'Заполнить ТКУ' }).click()
  await expectAccessible(page)
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({
      name: 'ответ СЦ.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`eserviceCode;serviceTargetId\r\n${fresh};-${fresh}\r\n1;-1\r\n`),
    })
  await page.getByRole('button', { name: 'Проверить файл' }).click()
  await expect(page.getByText('услуги с таким кодом нет', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Загрузить 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Загрузить 1' }).click()
  await expect(page.getByText('Готово: данные загружены.')).toBeVisible()
  expect(await sql('SELECT target_code, tku_state FROM services WHERE eservice_code = $1', [fresh])).toEqual([
    { target_code: `-${fresh}`, tku_state: 'PRODUCTION' },
  ])

  await page.goto('/directories/services')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Выгрузить в XLSX' }).click(),
  ])
  const exported = readFileSync(await download.path())
  await page.getByRole('button', { name: 'Загрузить из XLSX' }).click()
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({ name: 'услуги.xlsx', mimeType: 'x', buffer: exported })
  await page.getByRole('button', { name: 'Проверить файл' }).click()
  await expect(page.getByText('Загружать нечего')).toBeVisible()

  await page.goto('/directories/services')
  await page.getByRole('button', { name: 'Загрузить из XLSX' }).click()
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles('lib/imports/__fixtures__/libreoffice.xlsx')
  await expect(page).toHaveURL(/\/imports\//)
  await expect(page.getByText('с данными')).toBeVisible()
})

test('a directory comes from a file, and an earlier version comes back', async ({ administrator: page }) => {
  const [row] = await sql<{ rows: string }>(
    `SELECT string_agg(code || ';' || name, E'\\n' ORDER BY code) AS rows FROM directory_entries WHERE directory = 7246 AND closed_at IS NULL`,
  )
  const send = (text: string) =>
    page
      .locator(`input[aria-label^="Обновить из файла: "]`)
      .nth(4)
      .setInputFiles({
        name: 'вложения.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`\ufeff${text}\n`),
      })
  await page.goto('/directories')
  await send('ФИО;Телефон\nА;1')
  await expect(page.getByText('Это не похоже на справочник № 7246')).toBeVisible()
  for (const extra of ['', '\nELK_FROM_FILE;Из файла']) {
    await send(`Код;Наименование\n${row?.rows}${extra}`)
    await expect(page.getByRole('heading', { level: 1, name: /^Различия/ })).toBeVisible()
    await expect(page.getByText('файл «вложения.csv»')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Применить' }).click()
    await expect(page).toHaveURL(/\/directories$/)
  }
  await page.getByRole('link', { name: /версии: файл «вложения.csv»/ }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Вернуть эту версию' }).click()
  await expect(page.getByText('Добавится: 0, изменится: 0, закроется: 1.')).toBeVisible()
  await page.getByRole('button', { name: 'Применить' }).click()
  await expect(page).toHaveURL(/\/directories$/)
})

test('a methodologist keeps the catalogue without the module; a clerk reads a card and changes nothing', async ({
  administrator: page,
  browser,
}) => {
  await sql("UPDATE users SET roles = '{METHODOLOGIST}', elk_module = false WHERE login = 'kedrov'")
  try {
    const { sitDownAs } = await import('./desk')
    const methodologist = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
    await sitDownAs(methodologist, 'kedrov')
    await methodologist.goto('/directories')
    await methodologist.getByRole('link', { name: 'Виды услуг по 277 ПП' }).click()
    await expect(methodologist.getByRole('link', { name: 'Новый элемент' })).toBeVisible()
    await methodologist.context().close()
    const clerk = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
    await sitDownAs(clerk, 'obrazcova')
    await clerk.goto('/directories/services')
    await expect(clerk.getByRole('link', { name: 'Новый элемент' })).toHaveCount(0)
    await clerk.getByRole('link', { name: 'Присвоение адреса объекту адресации' }).click()
    await expect(clerk.getByLabel('Наименование услуги')).toBeDisabled()
    await expect(clerk.getByRole('button', { name: 'Сохранить' })).toHaveCount(0)
    await expectAccessible(clerk)
    expect((await clerk.request.get('/directories/services/new')).status()).toBe(403)
    expect((await clerk.request.get('/directories')).status()).toBe(403)
    await clerk.context().close()
  } finally {
    await sql("UPDATE users SET roles = '{OBSERVER}', elk_module = true WHERE login = 'kedrov'")
  }
  await page.goto('/directories/services')
})
