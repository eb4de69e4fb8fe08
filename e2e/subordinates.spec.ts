import { expect, expectAccessible, expectNoSidewaysScroll, freshSnils, sitDownAs, sql, test } from './desk'
import { becomes, register } from './steps'

test('a superior organisation looks at a subordinate one’s applications and can do nothing with them', async ({
  browser,
  clerk: page,
}) => {
  const snils = freshSnils()
  const application = await register(page, snils)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const heading = await page.getByRole('heading', { level: 1, name: /^№ \d{8}/ }).innerText()
  const number = /\d{8}/.exec(heading)?.[0]
  await sql(
    `UPDATE organisations SET parent_id = (SELECT id FROM organisations WHERE code = '15440') WHERE code = '15439'`,
  )
  const [above] = await sql<{ id: string }>(`SELECT id FROM organisations WHERE code = '15440'`)
  const system = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  const superior = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  try {
    await sitDownAs(superior, 'admin2')
    await superior.goto('/applications')
    await expect(superior.getByLabel('Организация')).toHaveCount(0)

    await sitDownAs(system, 'system')
    await system.goto(`/settings/organisations/${above?.id}`)
    await system.getByLabel(/^Видит заявления подведомственных/).check()
    await system.getByRole('button', { name: 'Сохранить' }).click()
    await system.waitForURL(/\/settings\/organisations$/)

    await superior.reload()
    await expect(async () => {
      await superior.getByLabel('Организация').selectOption({ label: 'Администрация ОГО' })
      await expect(superior).toHaveURL(/\?organisation=[0-9a-f-]{36}/, { timeout: 2000 })
    }).toPass() // its choice is heard from the moment the page's script stands
    await expect(superior.getByText('Администрация ОГО · только просмотр')).toBeVisible()
    await expectAccessible(superior)
    await expectNoSidewaysScroll(superior)
    await superior.goto(`${superior.url()}&number=${number}`) // others have registered many
    await superior.locator(`a[href^="/applications/${application}"]`).click()
    await expect(superior.getByRole('heading', { level: 1, name: /^№/ })).toBeVisible()
    await expect(superior.getByText('Администрация ОГО · только просмотр')).toBeVisible()
    await expect(superior.getByText(/принято ЕПГУ/).first()).toBeVisible()
    await expect(superior.getByText(snils)).toHaveCount(0)
    for (const name of ['Сменить статус', 'Приложить результат', 'Исправить', 'Показать', 'Показать XML'])
      await expect(superior.getByRole('button', { name, exact: true })).toHaveCount(0)
    await expectAccessible(superior)
    await superior.getByText('История', { exact: true }).click()
    await expect(superior.getByText(/поставлено в очередь передачи/).first()).toBeVisible()
    await superior.keyboard.press('Escape')
    await expect(superior).toHaveURL(/\/applications\?.*organisation=/)
    expect((await superior.request.get(`/applications/${application}`)).status()).toBe(404)
  } finally {
    await sql(`UPDATE organisations SET parent_id = NULL WHERE code = '15439'`)
    await sql(`UPDATE organisations SET oversees = false WHERE code = '15440'`)
    await system.context().close()
    await superior.context().close()
  }
})
