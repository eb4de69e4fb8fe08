import { TOTP } from 'otpauth'
import { expect, expectAccessible, expectNoSidewaysScroll, sql, test } from './desk'

const password = 'arm-elk-demo'
/** As if their sessions were open for a long time already. */
const unprove = (login: string) =>
  sql('UPDATE sessions SET proven_at = NULL WHERE user_id = (SELECT id FROM users WHERE login = $1)', [login])

test('a first password is changed before anything else', async ({ clerk: page }) => {
  await sql("UPDATE users SET must_change_password = true WHERE login = 'obrazcova'")
  const [before] = await sql<{ password_hash: string }>(
    "SELECT password_hash FROM users WHERE login = 'obrazcova'",
  )
  try {
    await page.goto('/applications')
    await expect(page).toHaveURL(/\/account$/)
    await expect(page.getByText('Вам дали первый пароль')).toBeVisible()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.getByLabel('Текущий пароль').fill(password)
    await page.getByLabel('Новый пароль').fill('password1234')
    await page.getByRole('button', { name: 'Сменить пароль' }).click()
    await expect(page.getByRole('link', { name: /^Такой пароль легко подобрать/ })).toBeVisible()
    await expectAccessible(page)
    await page.getByLabel('Новый пароль').fill('kuvo-7tam-23pq-xyzt')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Пароль изменён.')).toBeVisible()
    await page.goto('/applications')
    await expect(page).toHaveURL(/\/applications$/)
  } finally {
    await sql("UPDATE users SET must_change_password = false, password_hash = $1 WHERE login = 'obrazcova'", [
      before?.password_hash,
    ])
  }
})

test('an administrator switches one-time codes on and signs in with one', async ({
  administrator: page,
  browser,
}) => {
  try {
    await unprove('admin')
    await page.goto('/account')
    const codes = page.getByRole('region', { name: 'Одноразовые коды' })
    await codes.getByRole('button', { name: 'Включить коды' }).click()
    const dialog = page.getByRole('dialog', { name: 'Подтвердите, что это вы' })
    await expect(dialog.getByLabel('Текущий пароль')).toBeFocused()
    await expectAccessible(page)
    await dialog.getByLabel('Текущий пароль').fill(password)
    await page.keyboard.press('Enter')
    const secret = await codes.getByRole('textbox', { name: 'Ключ' }).inputValue()
    await expectAccessible(page)
    const code = (steps: number) =>
      new TOTP({ secret, digits: 6 }).generate({ timestamp: Date.now() + steps * 30_000 })
    await codes.getByRole('textbox', { name: 'Код из приложения' }).fill(code(-1))
    await codes.getByRole('button', { name: 'Подтвердить' }).click()
    await expect(page.getByText('Коды включены: при следующем входе спросим код.')).toBeVisible()
    const fresh = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
    await fresh.goto('/login')
    await fresh.getByLabel('Имя пользователя').fill('admin')
    await fresh.getByLabel('Пароль', { exact: true }).fill(password)
    await fresh.keyboard.press('Enter')
    await expect(fresh.getByRole('textbox', { name: 'Одноразовый код' })).toBeVisible()
    await expectAccessible(fresh)
    await fresh.getByRole('textbox', { name: 'Одноразовый код' }).fill(code(0))
    await fresh.keyboard.press('Enter')
    await expect(fresh).not.toHaveURL(/login/)
    await fresh.context().close()
  } finally {
    await sql('DELETE FROM totp_secrets')
  }
})

test('a person who answers the question in two tabs at once stays signed in in both', async ({
  administrator: page,
}) => {
  const tabs = [page, await page.context().newPage()]
  try {
    await unprove('admin')
    for (const tab of tabs) {
      await tab.goto('/account')
      await tab.getByRole('button', { name: 'Включить коды' }).click()
      await tab.getByRole('dialog').getByLabel('Текущий пароль').fill(password)
    }
    await Promise.all(tabs.map((tab) => tab.keyboard.press('Enter')))
    for (const tab of tabs) {
      await expect(tab.getByRole('textbox', { name: 'Ключ' })).toBeVisible()
      await tab.reload()
      await expect(tab).toHaveURL(/\/account$/)
    }
  } finally {
    await sql('DELETE FROM totp_secrets')
  }
})

test('a clerk closes another session of theirs, and the other browser is out', async ({
  clerk: page,
  browser,
}) => {
  const other = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  await other.goto('/login')
  await other.getByLabel('Имя пользователя').fill('obrazcova')
  await other.getByLabel('Пароль', { exact: true }).fill(password)
  await other.keyboard.press('Enter')
  await expect(other).not.toHaveURL(/login/)
  await unprove('obrazcova')
  await page.goto('/account')
  await page
    .getByRole('button', { name: /^Закрыть все, кроме этого|^Закрыть вход$/ })
    .last()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Подтвердите, что это вы' })
  await dialog.getByLabel('Текущий пароль').fill('not this one')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('link', { name: /^Текущий пароль не подходит/ })).toBeVisible()
  await dialog.getByLabel('Текущий пароль').fill(password)
  await dialog.getByRole('button', { name: 'Подтвердить', exact: true }).click()
  await expect(dialog).toHaveCount(0) // what lies behind a question is hidden from roles
  await expect(page.getByRole('button', { name: 'Закрыть вход' })).toHaveCount(0)
  await other.goto('/applications')
  await expect(other).toHaveURL(/\/login/)
  await other.context().close()
})
