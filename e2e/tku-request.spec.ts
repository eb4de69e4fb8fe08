import { readFileSync } from 'node:fs'
import { readBytes } from '../lib/imports/hostile.kit'
import { expect, expectAccessible, expectNoSidewaysScroll, sql, test } from './desk'

const code = `9904${String(Date.now()).padStart(15, '0')}`.slice(0, 19)
const name = `Выдача ордера ${code.slice(-6)}`

test('an administrator asks the СЦ for a ТКУ: without the four answers there is no letter', async ({
  administrator: page,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await sql(
    `INSERT INTO services (id, organisation_id, name, eservice_code, allowed_applicants, allowed_statuses)
     SELECT gen_random_uuid(), id, $1, $2, '{PERSON}', '{}' FROM organisations WHERE code = '15439'`,
    [name, code],
  )
  const dialog = page.getByRole('dialog', { name: 'Запрос в Ситуационный центр' })
  const answer = (question: string, choice: string) =>
    page.getByRole('group', { name: question }).getByText(choice, { exact: true }).click()

  await test.step('«нет ТКУ» → «Запросить»: the service is chosen', async () => {
    await page.goto(`/directories/services?text=${code}`)
    const row = page.getByRole('row', { name: new RegExp(name) })
    await expect(row).toContainText('нет ТКУ')
    await expectAccessible(page)
    await row.getByRole('link', { name: `Запросить ТКУ услуги «${name}»` }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Запрос ТКУ' })).toBeVisible()
    await expect(page.getByRole('checkbox', { name: new RegExp(name) })).toBeChecked()
    await expect(page.getByRole('radio', { checked: true })).toHaveCount(0)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  })
  await test.step('nothing is answered: each question is told, in the summary and in its place', async () => {
    await page.getByRole('button', { name: 'Составить письмо' }).click()
    const told = page.getByRole('alert').getByRole('link')
    await expect(told).toHaveText([/Вопрос 1/, /Вопрос 2/, /Вопрос 3/, /Вопрос 4/])
    await told.nth(3).click()
    await expect(page.getByRole('radio', { name: 'РГУ' })).toBeFocused()
    await expectAccessible(page)
  })
  await test.step('one is still missing: no letter', async () => {
    await answer('1. Выводились', 'НЕТ')
    await answer('2. Был ли', 'ДА')
    await answer('3. Какие', 'перечислить')
    await answer('4. Откуда', 'КЦР')
    await expect(page.getByText('В карточках 1 отмеченной услуги указано РГУ.')).toBeVisible()
    await page.getByRole('button', { name: 'Составить письмо' }).click()
    await expect(page.getByRole('alert').getByRole('link')).toHaveText(['Вопрос 3: впишите, какие услуги.'])
    await expect(dialog).toHaveCount(0)
    await page.getByLabel('Какие услуги').fill(name)
  })
  await test.step('the letter has the routing lines and the answers', async () => {
    await page.getByRole('button', { name: 'Составить письмо' }).click()
    const text = await dialog.getByRole('textbox', { name: 'Текст' }).inputValue()
    expect(text).toContain('Тип регламентной процедуры: ЕЛК. Добавление кода услуги.')
    for (const said of ['НЕТ', 'ДА', name, 'КЦР']) expect(text).toContain(`Ответ: ${said}\n`)
    await expect(dialog).toContainText('сверьте с формой СЦ')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Скопировать текст' }).click()
    await expect(dialog.getByText('Текст скопирован.')).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text)
    await expect(dialog.getByRole('link', { name: 'Открыть почту' })).toHaveAttribute(
      'href',
      /^mailto:sd@sc\.digital\.gov\.ru\?subject=%/,
    )
  })
  await test.step('the table has columns A–F, and .eml carries the same table', async () => {
    const save = async (button: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: button }).click(),
      ])
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
    }
    const table = await save('Скачать таблицу XLSX')
    expect(table.name).toBe('tku.xlsx')
    expect((await readBytes(table.bytes)).rows.map(({ cells }) => cells)).toEqual([
      [
        'state_structure_code',
        'numberstring',
        'eserviceCode',
        'serviceTargetId',
        'Commonservice_fullname',
        'hide',
      ],
      ['', '1', code, `-${code}`, name, '0'],
    ])
    const letter = String((await save('Скачать .eml')).bytes).replaceAll('\r\n', '')
    expect(letter).toContain(table.bytes.toString('base64'))
  })
  await test.step('a letter is not sent by being made: the person says that it was', async () => {
    const state = () => sql('SELECT tku_state FROM services WHERE eservice_code = $1', [code])
    expect(await state()).toEqual([{ tku_state: 'NONE' }])
    await dialog.getByRole('button', { name: 'Отметить запрошенными' }).click()
    await expect(dialog.getByText('Отмечена запрошенной 1 услуга.')).toBeVisible()
    expect(await state()).toEqual([{ tku_state: 'REQUESTED' }])
    await expectAccessible(page)
    await dialog.getByRole('link', { name: 'К видам услуг' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Виды услуг по 277 ПП' })).toBeVisible()
    await page.goto(`/directories/services?tab=requested&text=${code}`)
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('button', { name: 'История' }).click()
    await expect(page.getByText('Состояние ТКУ: без ТКУ → запрошен')).toBeVisible()
  })
})

test('a clerk sees «нет ТКУ» and cannot ask', async ({ clerk: page }) => {
  await page.goto('/directories/services?tab=none')
  await expect(page.getByText('нет ТКУ').first()).toBeVisible()
  await expect(page.getByRole('link', { name: /Запросить/ })).toHaveCount(0)
  expect((await page.request.get('/directories/services/request')).status()).toBe(403)
})
