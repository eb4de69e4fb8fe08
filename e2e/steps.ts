import { test, expect, type Page } from '@playwright/test'

/** What a person does, by the names they see. */

export const openForm = (page: Page) =>
  test.step('open a new application', async () => {
    await page.goto('/applications/new')
    await expect(page.getByRole('heading', { name: 'Новое заявление' })).toBeVisible()
  })

export const pickService = (page: Page, text = 'Присвоение адреса') =>
  test.step(`pick the service «${text}»`, async () => {
    await page.getByRole('combobox', { name: 'Вид услуги' }).fill(text)
    await page.getByRole('option').first().click()
  })

/** A radio drawn as a chip: people press its words. */
export const choose = (page: Page, radio: string) =>
  page.getByRole('main').getByText(radio, { exact: true }).first().click()
export const type = (page: Page, field: string | RegExp, text: string) =>
  page.getByRole('textbox', { name: field }).fill(text)

export const fillPerson = (page: Page, snils: string) =>
  test.step('fill in a person by СНИЛС and birth date', async () => {
    await type(page, 'СНИЛС', snils)
    await type(page, 'Дата рождения', '01.01.1990')
    await type(page, /^Фамилия/, 'Образцова')
    await type(page, /^Имя/, 'Вымышленна')
  })

export const send = (page: Page) => page.getByRole('button', { name: 'Сохранить и передать' }).click()

/** The card that opened after sending; returns the application's id. */
export const cardOpens = (page: Page) =>
  test.step('the card opens', async () => {
    await page.waitForURL(/\/applications\/[0-9a-f-]{36}$/)
    await expect(page.getByRole('heading', { level: 1, name: /^№ \d{8}/ })).toBeVisible()
    return page.url().split('/').at(-1) ?? ''
  })

export const register = (page: Page, snils: string, service?: string) =>
  test.step('register a person', async () => {
    await openForm(page)
    await pickService(page, service)
    await fillPerson(page, snils)
    await send(page)
    return cardOpens(page)
  })

const course = (page: Page) => page.getByRole('region', { name: 'Ход и передача в ЛК' })
export const step = (page: Page, status: string) =>
  course(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: status }) })
    .first()

export const becomes = (page: Page, status: string, words: string | RegExp, timeout = 15_000) =>
  test.step(`«${status}» becomes «${words}»`, () =>
    expect(step(page, status).getByText(words).first()).toBeVisible({ timeout }))

export const openStatusDialog = (page: Page) =>
  test.step('open «Сменить статус»', async () => {
    await page.getByRole('button', { name: 'Сменить статус' }).click()
    await expect(page.getByRole('dialog', { name: 'Сменить статус' })).toBeVisible()
    return page.getByRole('dialog')
  })

export const changeStatus = (page: Page, status: string | RegExp) =>
  test.step(`change the status to «${status}»`, async () => {
    const dialog = await openStatusDialog(page)
    await dialog.getByRole('radio', { name: status }).check({ force: true })
    await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  })

export const attachResult = (page: Page, name: string, body = Buffer.from('%PDF-1.7\nрезультат')) =>
  test.step(`attach «${name}»`, async () => {
    const region = page.getByRole('region', { name: 'Файлы результата' })
    const chooser = page.waitForEvent('filechooser')
    await region.getByRole('button', { name: 'Приложить результат' }).click()
    await (await chooser).setFiles({ name, mimeType: 'application/pdf', buffer: body })
    await expect(page.getByRole('link', { name })).toBeVisible({ timeout: 30_000 })
  })

export const reveal = (page: Page, why = 'Звонок заявителю') =>
  test.step(`show the applicant's data for «${why}»`, async () => {
    await page.getByRole('button', { name: 'Показать', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Показать данные заявителя' })
    await dialog.getByRole('radio', { name: why }).check()
    await dialog.getByRole('button', { name: 'Показать', exact: true }).click()
    await expect(dialog).toBeHidden()
  })
