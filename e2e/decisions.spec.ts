import { expect, expectAccessible, forgetFaults, freshSnils, simulator, sql, test } from './desk'
import { becomes, changeStatus, register, step } from './steps'

test.afterEach(forgetFaults)

test('ЕПГУ lost the order: it is passed again, the refused status follows by itself', async ({
  clerk: page,
}) => {
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  const [row] = await sql<{ elk_order_number: string }>(
    'SELECT elk_order_number FROM applications WHERE id = $1',
    [id],
  )
  const lost = row?.elk_order_number ?? ''
  expect((await fetch(`${simulator}/control/orders/${lost}`, { method: 'DELETE' })).status).toBe(200)
  await changeStatus(page, /^Промежуточные результаты/)
  await becomes(page, 'Промежуточные результаты', /отклонено: заявление не найдено \(28\)/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Передать заявление заново' }).click()
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/, 30_000)
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await expect(step(page, 'Заявление принято').getByText(lost)).toHaveCount(0)
  const orders = await sql<{ elk_order_number: string }>(
    'SELECT elk_order_number FROM applications WHERE id = $1',
    [id],
  )
  await page.goto(`${simulator}/orders/${orders[0]?.elk_order_number}`)
  await expect(page.getByText('Промежуточные результаты').first()).toBeVisible()
})
