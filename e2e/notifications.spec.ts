import { expect, expectAccessible, freshSnils, test } from './desk'

test('a clerk notifies a person by ГЭПС: errors first, then taken; the number stays masked', async ({
  clerk: page,
}) => {
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Разделы' }).getByRole('link', { name: 'ГЭПС' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Уведомления ГЭПС/ })).toContainText(
    'экспериментально',
  )
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Отправить' }).click()
  const summary = page.getByRole('alert').filter({ hasText: 'Уведомление не отправлено' })
  await expect(summary.getByRole('link')).toHaveCount(4)
  await expectAccessible(page)
  await summary.getByRole('link', { name: 'Напишите тему.' }).click()
  await expect(page.getByLabel('Тема')).toBeFocused()

  const snils = freshSnils()
  const title = `Приём по новому адресу ${snils.slice(-5)}`
  await page.getByLabel('Имя или название').fill('Вымышленнова Проба')
  await page.getByLabel('СНИЛС').fill(snils)
  await page.getByLabel('Тема').fill(title)
  await page.getByLabel('Текст').fill('С понедельника окна открыты по новому адресу.')
  await page.getByRole('button', { name: 'Отправить' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Уведомление в очереди.' })).toBeVisible()
  const row = page.getByRole('listitem').filter({ hasText: title })
  await expect(row).toContainText(/принято ГЭПС|прочитано/, { timeout: 20_000 })
  await expect(row).toContainText(`***-***-${snils.replace(/\D/g, '').slice(6, 9)}`)
  expect(await page.content()).not.toContain(snils)
  await expect(page.getByLabel('Тема')).toHaveValue('')
})

test('an observer sees what was sent and cannot send', async ({ observer: page }) => {
  await page.goto('/notifications')
  await expect(page.getByRole('heading', { name: 'Отправленные' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Отправить' })).toHaveCount(0)
})
