import { answerNext, expect, expectAccessible, forgetFaults, freshSnils, simulator, sql, test } from './desk'
import { becomes, cardOpens, choose, fillPerson, openForm, pickService, register, send, type } from './steps'

test.afterEach(() => forgetFaults())

test('a person by СНИЛС and birth date is accepted by ЕПГУ under its number, without reload', async ({
  clerk: page,
}) => {
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const [row] = await sql<{ elk_order_number: string }>(
    'SELECT elk_order_number FROM applications WHERE id = $1',
    [id],
  )
  await expect(
    page.getByRole('definition').filter({ hasText: row?.elk_order_number ?? 'none' }),
  ).toBeVisible()
  await page.goto(`${simulator}/orders/${row?.elk_order_number}`)
  await expect(page.getByText('Присвоение адреса объекту адресации').first()).toBeVisible()
})

for (const [way, fill] of Object.entries({
  'СНИЛС и ФИО': [['СНИЛС', freshSnils()]],
  'ИНН и ФИО': [['ИНН', '990012345668']],
  'Документ и ФИО': [
    ['Серия', '4199'],
    ['Номер', '000101'],
  ],
} as Record<string, [string, string][]>)) {
  test(`a person by ${way}`, async ({ clerk: page }) => {
    await openForm(page)
    await pickService(page)
    await choose(page, way)
    for (const [field, text] of fill) await page.getByRole('textbox', { name: field, exact: true }).fill(text)
    for (const [field, text] of [
      ['Фамилия', 'Примеров'],
      ['Имя', 'Андрей'],
      ['Отчество', 'Семёнович'],
    ] as const)
      await type(page, field, text)
    await send(page)
    await cardOpens(page)
    await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  })
}

for (const [way, field, number] of [
  ['ЕСИА', /ЕСИА/, '1000123456'],
  ['ЕРН', /ЕРН/, '123456789012'],
] as const) {
  test(`a person by ${way}`, async ({ clerk: page }) => {
    await openForm(page)
    await pickService(page)
    await choose(page, way)
    await type(page, field, number)
    await send(page)
    await cardOpens(page)
    await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  })
}

test('a sole trader and a legal entity', async ({ clerk: page }) => {
  await openForm(page)
  await pickService(page)
  await choose(page, 'ИП')
  await type(page, 'ОГРНИП', '325990000000016')
  await type(page, 'ИНН', '990012345668')
  for (const [field, text] of [
    ['Фамилия', 'Соколовский'],
    ['Имя', 'Кирилл'],
    ['Отчество', 'Кириллович'],
  ] as const)
    await type(page, field, text)
  await send(page)
  await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await openForm(page)
  await pickService(page)
  await choose(page, 'Юридическое лицо')
  await type(page, 'ОГРН', '1259900000018')
  await type(page, /^Наименование/, 'ООО «Пример»')
  await send(page)
  await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
})

test('every mistake is told at once, beside its field, and what was typed stays', async ({ clerk: page }) => {
  await openForm(page)
  await type(page, 'СНИЛС', '900-000-123 92')
  await type(page, 'Дата рождения', '31.02.1990')
  await type(page, /^Фамилия/, 'Иваноv')
  await type(page, 'Ведомственный номер', 'x'.repeat(37))
  await send(page)
  const summary = page.getByRole('alert').filter({ hasText: 'чтобы передать заявление' })
  await expect(summary).toBeVisible()
  for (const text of [
    'Контрольное число СНИЛС не сходится',
    'Такой даты нет',
    'смешаны русские и латинские буквы',
    'длиннее 36 знаков',
    'Выберите услугу',
  ])
    await expect(summary.getByText(text, { exact: false })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'СНИЛС' })).toHaveValue('900-000-123 92')
  await expect(page.getByRole('textbox', { name: 'СНИЛС' })).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page)
  await summary.getByRole('link', { name: /Контрольное число/ }).click()
  await expect(page.getByRole('textbox', { name: 'СНИЛС' })).toBeFocused()
})

test('ten presses on «Сохранить и передать» make one application and one message', async ({
  clerk: page,
}) => {
  await openForm(page)
  await pickService(page)
  await fillPerson(page, freshSnils())
  const button = page.getByRole('button', { name: 'Сохранить и передать' })
  await button.evaluate((element: HTMLElement) => {
    for (let i = 0; i < 10; i++) element.click()
  })
  const id = await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const [{ n } = { n: 0 }] = await sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM applications a JOIN deliveries d ON d.application_id = a.id
     WHERE a.created_by_id = (SELECT created_by_id FROM applications WHERE id = $1) AND a.created_at > now() - interval '1 minute' AND a.id >= $1`,
    [id],
  )
  expect(n).toBe(1)
})

test('switching the kind of applicant twice keeps what was typed', async ({ clerk: page }) => {
  await openForm(page)
  await type(page, 'СНИЛС', '900-000-123 91')
  await choose(page, 'Юридическое лицо')
  await type(page, 'ОГРН', '1259900000018')
  await choose(page, 'Физическое лицо')
  await expect(page.getByRole('textbox', { name: 'СНИЛС' })).toHaveValue('900-000-123 91')
  await choose(page, 'Юридическое лицо')
  await expect(page.getByRole('textbox', { name: 'ОГРН' })).toHaveValue('1259900000018')
})

test('markup in a text stays text, in АРМ and in the citizen’s account', async ({ clerk: page }) => {
  await openForm(page)
  await pickService(page)
  await choose(page, 'Юридическое лицо')
  await type(page, 'ОГРН', '1259900000018')
  await type(page, /^Наименование/, '<img src=x onerror=alert(1)>&"ООО"')
  page.on('dialog', () => expect(true, 'a script ran').toBe(false))
  await send(page)
  await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible()
})

test('an information case is told to go by ГЭПС and is not sent', async ({ clerk: page }) => {
  await openForm(page)
  await pickService(page)
  await fillPerson(page, freshSnils())
  await choose(page, 'Информационное сообщение')
  await send(page)
  await expect(page.getByText(/ГЭПС/).first()).toBeVisible()
  await expect(page).toHaveURL(/\/(new|edit)$/)
})

test('a lost connection is told truly, and nothing is passed on without a press', async ({ clerk: page }) => {
  const note = page.getByRole('alert').filter({ hasText: /Нет связи|Черновик сохранён/ })
  await answerNext(5)
  await openForm(page)
  await pickService(page)
  await fillPerson(page, freshSnils())
  await page.context().setOffline(true)
  await send(page)
  await expect(note).toContainText('черновик сохраним сами')
  await page.context().setOffline(false)
  await expect(note).toContainText('Черновик сохранён. Заявление ещё не передано')
  await type(page, 'ОКТМО', '41000000')
  const id = page.url().split('/').at(-2)
  const region = () =>
    sql<{ region: string }>("SELECT form->>'region' AS region FROM applications WHERE id = $1", [id])
  await expect.poll(region).toEqual([{ region: '41000000' }])
  await expect(note).toContainText('Заявление ещё не передано')
  await send(page)
  await cardOpens(page)
  await becomes(page, 'Заявление принято', /отклонено: данные не приняты \(5\)/)
  await page.getByRole('link', { name: 'Проверить данные' }).click()
  await type(page, 'Дата рождения', '02.02.1992')
  await page.context().setOffline(true)
  await send(page)
  await expect(note).toContainText('когда связь вернётся, нажмите ещё раз')
  await page.context().setOffline(false)
  await send(page)
  await cardOpens(page)
  await expect(page.getByText('ЕПГУ не принял данные заявления')).toBeHidden({ timeout: 1500 })
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
})

test('a refused Create is corrected and goes again', async ({ clerk: page }) => {
  await answerNext(5)
  await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /отклонено: данные не приняты \(5\)/)
  await expect(page.getByText('ЕПГУ не принял данные заявления')).toBeVisible()
  await expectAccessible(page)
  await page
    .getByRole('link', { name: 'Проверить данные' })
    .or(page.getByRole('button', { name: 'Проверить данные' }))
    .click()
  await expect(page.getByRole('textbox', { name: 'СНИЛС' })).toBeVisible()
  await type(page, 'Дата рождения', '02.02.1992')
  await send(page)
  await cardOpens(page)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
})
