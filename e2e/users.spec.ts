import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, freshSnils, sitDownAs, sql, test } from './desk'

/** The administrator's instruction (seeds: «Активация модуля АРМ ЕЛК пользователям»), step by step with its words. */
const openUsers = (page: Page) =>
  test.step('«Настройки системы» → «Настройки доступа» → «Пользователи»', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Настройки системы' }).click()
    await page
      .getByRole('navigation', { name: 'Настройки системы' })
      .getByRole('link', { name: 'Пользователи' })
      .click()
    await expect(page.getByRole('heading', { level: 2, name: /^Пользователи \d+$/ })).toBeVisible()
  })
const find = (page: Page, text: string) =>
  test.step(`search «${text}»`, async () => {
    await page.getByRole('searchbox', { name: 'Поиск по ФИО' }).fill(text)
    await page.getByRole('searchbox', { name: 'Поиск по ФИО' }).press('Enter')
  })
const save = (page: Page) => page.getByRole('button', { name: 'Сохранить', exact: true }).click()
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const unique = () => `${Date.now()}`.slice(-7)

async function fill(page: Page, user: { login?: string; lastName: string; snils?: string; role?: string }) {
  await field(page, 'Фамилия').fill(user.lastName)
  await field(page, 'Имя').fill('Владимир')
  await field(page, 'Отчество необязательно').fill('Петрович')
  await field(page, 'Должность').fill('Специалист')
  if (user.snils) await field(page, 'СНИЛС необязательно').fill(user.snils)
  if (user.login) await field(page, 'Логин').fill(user.login)
  if (user.role) await page.getByRole('checkbox', { name: user.role, exact: true }).check()
}

test.afterEach(() => sql("UPDATE users SET elk_module = true, disabled_at = NULL WHERE login = 'petrov'"))

test('an administrator finds a user and opens the module for them', async ({
  administrator: page,
  browser,
}) => {
  await sql("UPDATE users SET elk_module = false WHERE login = 'petrov'")
  await openUsers(page)
  await find(page, 'ПЕТРОВ')
  await page.getByRole('link', { name: /^Петров Пример/ }).click()
  await expect(page.getByRole('heading', { level: 2, name: 'Петров Пример Сергеевич' })).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByRole('link', { name: 'Редактировать' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Редактирование пользователя' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('group', { name: 'Разрешительная деятельность' }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Отменить' }).click()
  const leave = page.getByRole('dialog', { name: 'Уйти без сохранения?' })
  await expectAccessible(page)
  await leave.getByRole('button', { name: 'Вернуться' }).click()
  await save(page)
  const name = page.getByRole('heading', { level: 2, name: 'Петров Пример Сергеевич' })
  await expect(name).toBeFocused()
  await expect(page.getByRole('status').filter({ hasText: 'Сохранено.' })).toBeVisible()
  await page.getByRole('link', { name: 'Редактировать' }).click()
  await page.getByRole('button', { name: 'Отменить' }).click()
  await expect(name).toBeVisible()
  const theirs = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  await sitDownAs(theirs, 'petrov')
  await theirs.goto('/')
  await expect(theirs.getByRole('link', { name: 'Передача статусов и результатов в ЛК ЕПГУ' })).toBeVisible()
  await theirs.context().close()
})

test('a login that exists is refused in the known words, and the offered one saves', async ({
  administrator: page,
}) => {
  await openUsers(page)
  await page.getByRole('link', { name: 'Создать пользователя' }).click()
  const lastName = 'Фомин'
  await fill(page, { lastName, login: 'Testova' })
  await save(page)
  await expect(page.getByText('Выберите хотя бы одну роль')).toHaveCount(2)
  await page.getByRole('checkbox', { name: 'Инспектор', exact: true }).check()
  const summary = page.getByRole('alert').filter({ hasText: 'Исправьте перед сохранением' })
  await expect(summary.getByRole('link', { name: 'Такой логин уже существует в системе' })).toBeVisible()
  await expect(page.getByText('Добавьте цифру, например Testova1')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Предложить свободный' }).click()
  await expect(field(page, 'Логин')).toHaveValue(/^Testova\d+$/)
  const login = await field(page, 'Логин').inputValue()
  await save(page)
  const dialog = page.getByRole('dialog', { name: 'Первый пароль' })
  await expect(dialog.getByRole('textbox', { name: 'Пароль' })).toHaveValue(/^[a-z\d]{4}(-[a-z\d]{4}){3}$/)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Готово' }).click()
  await expect(page.getByText(login, { exact: true })).toBeVisible()
  await sql('DELETE FROM users WHERE login = $1', [login])
})

test('the login of an existing user is mended as the instruction says', async ({ administrator: page }) => {
  await openUsers(page)
  await find(page, 'кедров')
  await page.getByRole('link', { name: /^Кедров/ }).click()
  await page.getByRole('link', { name: 'Редактировать' }).click()
  await field(page, 'Логин').fill('ryabinina')
  await save(page)
  await expect(page.getByRole('link', { name: 'Такой логин уже существует в системе' })).toBeVisible()
  await field(page, 'Логин').fill('kedrov')
  await save(page)
  await expect(page.getByRole('heading', { level: 2, name: /^Кедров/ })).toBeVisible()
})

test.describe('a login changed', () => {
  test.afterEach(() => sql("UPDATE users SET login = 'kedrov' WHERE login LIKE 'kedrov9%'"))
  test('the password is asked for again over the form before a login changes, and nothing typed is lost', async ({
    administrator: page,
  }) => {
    await sql(
      "UPDATE sessions SET proven_at = now() - interval '11 minutes' WHERE user_id = (SELECT id FROM users WHERE login = 'admin')",
    )
    await openUsers(page)
    await find(page, 'кедров')
    await page.getByRole('link', { name: /^Кедров/ }).click()
    await page.getByRole('link', { name: 'Редактировать' }).click()
    const login = await field(page, 'Логин').inputValue()
    await field(page, 'Логин').fill(`${login}9`)
    await save(page)
    const dialog = page.getByRole('dialog', { name: 'Подтвердите, что это вы' })
    await dialog.getByRole('button', { name: 'Отменить' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'ещё раз подтвердить, что это вы' })).toBeVisible()
    await expect(field(page, 'Логин')).toHaveValue(`${login}9`)
    await save(page)
    await dialog.getByLabel('Текущий пароль').fill('arm-elk-demo')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 2, name: /^Кедров/ })).toBeVisible()
    await expect(page.getByText(`${login}9`, { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Сбросить пароль' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Сбросить пароль' }).click()
    await expect(page.getByRole('dialog', { name: 'Первый пароль' })).toBeVisible()
    await page.keyboard.press('Escape')
  })
})

test('a СНИЛС known elsewhere is answered with the letter to the СЦ', async ({ administrator: page }) => {
  const snils = freshSnils()
  await sql("UPDATE users SET snils = $1 WHERE login = 'testova'", [snils])
  await page.goto('/settings/users/new')
  await fill(page, { lastName: 'Фомин', login: `FominVP${unique()}`, snils })
  await save(page)
  await expect(page.getByRole('link', { name: 'Такой СНИЛС уже существует' })).toBeVisible()
  await expect(page.getByText('Пользователь есть в системе, но не в вашей организации.')).toBeVisible()
  const ask = page.getByRole('button', { name: 'Сформировать запрос в СЦ' })
  await ask.click()
  await expect(page.getByText('Отметьте хотя бы одну роль: она нужна в запросе в СЦ.')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Роли' })).toBeFocused()
  await page.getByRole('checkbox', { name: 'Инспектор' }).check()
  await ask.click()
  const dialog = page.getByRole('dialog', { name: 'Запрос в Ситуационный центр' })
  const text = await dialog.getByRole('textbox', { name: 'Текст' }).inputValue()
  for (const part of [
    'Фомин Владимир Петрович',
    snils,
    'Администрация Образцового городского округа',
    '1259900000018',
    'Инспектор',
  ])
    expect(text).toContain(part)
  await expectAccessible(page)
})

test('the form is filled and saved by keyboard alone', async ({ administrator: page }) => {
  await page.goto('/settings/users/new')
  const lastName = 'Клавиатурин'
  await fill(page, { lastName, role: 'Инспектор' })
  await field(page, 'Логин').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(field(page, 'Логин')).toHaveValue(/^KlaviaturinVPObrazcov\d*$|^KlaviaturinVPObraztsov\d*$/)
  const login = await field(page, 'Логин').inputValue()
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('dialog', { name: 'Первый пароль' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { level: 2, name: /^Клавиатурин/ })).toBeFocused()
  await expect(page.getByRole('status').filter({ hasText: 'Сохранено.' })).toBeVisible()
  await sql('DELETE FROM users WHERE login = $1', [login])
})

test('a switched-off user is told apart and can be switched on', async ({ administrator: page }) => {
  await openUsers(page)
  await page.getByRole('link', { name: /^Петров Пример/ }).click()
  await page.getByRole('button', { name: 'Отключить', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Отключить пользователя' })
  await expect(dialog).toContainText('Петров Пример Сергеевич больше не сможет войти')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Отключить', exact: true }).click()
  await expect(page.getByRole('article').getByText('ОТКЛЮЧЁН')).toBeVisible()
  await page.getByRole('button', { name: 'Включить' }).click()
  await expect(page.getByRole('article').getByText('АКТИВНЫЙ')).toBeVisible()
})

test('the card of a system administrator is only read; «Роли» and «Структура» fit a narrow window', async ({
  administrator: page,
}) => {
  const [system] = await sql<{ id: string }>("SELECT id FROM users WHERE login = 'system'")
  await page.goto(`/settings/users/${system?.id}`)
  const card = page.getByRole('article')
  await expect(card.getByText('меняет только системный администратор')).toBeVisible()
  await expect(card.getByRole('link')).toHaveCount(0)
  await expect(card.getByRole('button')).toHaveCount(0)
  await page.setViewportSize({ width: 683, height: 800 })
  for (const path of ['/settings/roles', '/settings/structure']) {
    await page.goto(path)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
})

test('a clerk has no way into the settings', async ({ clerk: page }) => {
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Настройки системы' })).toHaveCount(0)
  for (const path of ['/settings/users', '/settings/users/new', '/settings/organisations', '/settings/roles'])
    expect((await page.request.get(path)).status(), path).toBe(403)
})
