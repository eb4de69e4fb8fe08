import { expect, expectAccessible, sql, test } from './desk'
import type { Page } from '@playwright/test'

const PASSWORD = 'arm-elk-demo'
const enter = async (page: Page, login: string, password: string) => {
  await page.getByRole('textbox', { name: 'Имя пользователя' }).fill(login)
  await page.getByRole('textbox', { name: 'Пароль' }).fill(password)
  await page.getByRole('button', { name: 'Вход', exact: true }).click()
}

for (const login of ['obrazcova', 'petrov', 'primerov', 'admin', 'kedrov', 'testova', 'ryabinina'])
  test(`the demo user ${login} signs in and out`, async ({ page }) => {
    await page.goto('/login')
    await enter(page, login, PASSWORD)
    await expect(page.getByRole('heading', { level: 1, name: 'Главная' })).toBeVisible()
    await page.getByRole('button', { name: /\./ }).last().click()
    await page.getByRole('menuitem', { name: 'Выйти' }).click()
    await expect(page).toHaveURL(/\/login/)
    await page.goto('/applications')
    await expect(page).toHaveURL(/\/login/)
  })

test('a wrong password is told neutrally, the name stays, the password goes', async ({ page }) => {
  await page.goto('/login?next=/deliveries')
  await enter(page, 'nobody-of-this-name', 'wrong')
  await expect(page.getByText(/Имя пользователя или пароль не подходят/).first()).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Имя пользователя' })).toHaveValue('nobody-of-this-name')
  await expect(page.getByRole('textbox', { name: 'Пароль' })).toHaveValue('')
  await expectAccessible(page)
  await enter(page, 'admin', PASSWORD)
  await expect(page).toHaveURL(/\/deliveries/)
})

test('the sixth attempt is refused with the time', async ({ page }) => {
  await page.goto('/login')
  for (let i = 0; i < 5; i++) {
    await enter(page, 'locked-out', `wrong ${i}`)
    await expect(
      page.getByText(i < 4 ? `Осталось попыток: ${4 - i}` : /Вход по паролю закрыт до \d\d:\d\d/).first(),
    ).toBeVisible()
  }
  await enter(page, 'locked-out', PASSWORD)
  await expect(page.getByText(/Вход по паролю закрыт до \d\d:\d\d/).first()).toBeVisible()
})

test('a way back leads only to our own pages', async ({ page }) => {
  await page.goto('/login?next=//example.org/')
  await enter(page, 'obrazcova', PASSWORD)
  await expect(page.getByRole('heading', { level: 1, name: 'Главная' })).toBeVisible()
})

test.describe('a disabled user', () => {
  test.afterEach(() => sql("UPDATE users SET disabled_at = NULL WHERE login = 'ryabinina'"))
  test('a user who is disabled is out at once', async ({ page }) => {
    await page.goto('/login')
    await enter(page, 'ryabinina', PASSWORD)
    await expect(page.getByRole('heading', { level: 1, name: 'Главная' })).toBeVisible()
    await sql("UPDATE users SET disabled_at = now() WHERE login = 'ryabinina'")
    await page.goto('/applications')
    await expect(page).toHaveURL(/\/login/)
    await enter(page, 'ryabinina', PASSWORD)
    await expect(page.getByText(/Учётная запись отключена/).first()).toBeVisible()
  })
})
