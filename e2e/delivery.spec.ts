import { readFileSync } from 'node:fs'
import {
  address,
  answerNext,
  expect,
  expectAccessible,
  forgetFaults,
  freshSnils,
  secrets,
  simulator,
  sql,
  test,
} from './desk'
import { attachResult, becomes, changeStatus, openStatusDialog, register, step } from './steps'

test.afterEach(forgetFaults)

test('interim status, then the result of 10 MB: the citizen gets back the same bytes', async ({
  clerk: page,
}) => {
  test.slow()
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await changeStatus(page, /^Промежуточные результаты/)
  await becomes(page, 'Промежуточные результаты', /принято ЕПГУ/)

  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(10 * 1024 * 1024, 'результат ')])
  await attachResult(page, 'Решение о присвоении адреса.pdf', bytes)

  const dialog = await openStatusDialog(page)
  await dialog.getByRole('radio', { name: 'Услуга оказана' }).check({ force: true })
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await expect(page.getByRole('dialog').getByText('Заявитель увидит', { exact: false })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Передать', exact: true }).click()
  await becomes(page, 'Услуга оказана', /Будет отправлено через \d+ с/)
  await becomes(page, 'Услуга оказана', /принято ЕПГУ/, 60_000)

  const [row] = await sql<{ elk_order_number: string }>(
    'SELECT elk_order_number FROM applications WHERE id = $1',
    [id],
  )
  await page.goto(`${simulator}/orders/${row?.elk_order_number}`)
  await expect(page.getByText('Услуга оказана').first()).toBeVisible()
  const download = page.waitForEvent('download')
  await page
    .getByRole('link', { name: /Скачать/ })
    .first()
    .click()
  expect(readFileSync(await (await download).path()).equals(bytes)).toBe(true)
})

test('«Услуга оказана» asks for a file or for the word that there is none', async ({ clerk: page }) => {
  await register(page, freshSnils())
  await changeStatus(page, 'Услуга оказана')
  await expect(
    page
      .getByRole('dialog')
      .getByText(/Приложите файл результата или отметьте/)
      .first(),
  ).toBeVisible()
  await expectAccessible(page)
})

test('a refusal asks for its reason', async ({ clerk: page }) => {
  await register(page, freshSnils())
  await changeStatus(page, /^Отказано в предоставлении/)
  await expect(
    page
      .getByRole('dialog')
      .getByText(/Напишите причину/)
      .first(),
  ).toBeVisible()
})

for (const [name, body, words] of [
  ['пустой.pdf', '', 'Файл пустой'],
  ['setup.pdf', 'MZ\u0090\u0000 this is a program', 'не похоже на .pdf'],
  ['setup.exe', 'MZ\u0090\u0000', 'Такие файлы не принимаются'],
] as const)
  test(`the file ${name} is refused in words, nothing is lost`, async ({ clerk: page }) => {
    await register(page, freshSnils())
    const region = page.getByRole('region', { name: 'Файлы результата' })
    const chooser = page.waitForEvent('filechooser')
    await region.getByRole('button', { name: 'Приложить результат' }).click()
    await (await chooser).setFiles({ name, mimeType: 'application/pdf', buffer: Buffer.from(body) })
    await expect(region.getByText(words, { exact: false })).toBeVisible()
  })

for (const [code, words] of [
  [4, 'ЕПГУ не знает такой статус'],
  [13, 'ЕПГУ не нашёл услугу по ТКУ'],
  [34, 'Номер уже занят на ЕПГУ'],
  ['SMEV-403', 'Из СМЭВ пришёл отказ (SMEV-403)'],
] as const)
  test(`the answer ${code} is told in plain words with what to do`, async ({ clerk: page }) => {
    await answerNext(code)
    await register(page, freshSnils())
    await expect(page.getByText(words)).toBeVisible({ timeout: 15_000 })
    await expect(page.getByText(/№ ЕПГУ/).first()).toBeVisible()
    await expect(page.getByText('принято ЕПГУ')).toHaveCount(0)
    await expectAccessible(page)
  })

test('a refused status is replaced by another, and the next one waits for it', async ({ clerk: page }) => {
  await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/)
  await answerNext(31)
  await changeStatus(page, /^Приглашение на приём/)
  await becomes(page, 'Приглашение на приём', /отклонено: статус не принят \(31\)/)
  await changeStatus(page, /^Документ готов/)
  await expect(
    step(page, 'Документ готов')
      .getByText(/Ждёт: сначала решите отказ/)
      .first(),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Выбрать другой статус' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /^Ожидание дополнительной/ }).check({ force: true })
  await dialog.getByRole('button', { name: 'Передать', exact: true }).click()
  await becomes(page, 'Ожидание дополнительной', /принято ЕПГУ/)
  await becomes(page, 'Документ готов', /принято ЕПГУ/)
})

test('a silent ЕПГУ leaves «отправлено», never «принято»', async ({ clerk: page }) => {
  await answerNext('silence')
  await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /отправлено в СМЭВ/)
  await expect(page.getByText('принято ЕПГУ')).toHaveCount(0)
})

test('a broken line is retried by itself with the same message', async ({ clerk: page }) => {
  await fetch(`${simulator}/control/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ operation: 'SendRequest', fault: 'disconnect', count: 1, after: true }),
  })
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /принято ЕПГУ/, 30_000)
  const rows = await sql('SELECT DISTINCT message_id FROM deliveries WHERE application_id = $1', [id])
  expect(rows).toHaveLength(1)
})

test('every order that reached ЕПГУ was valid, once each and in order', async () => {
  const journal: { orderNumber: string; status: number; kind: string; code: number; n: number }[] = []
  for (let after = 0; ;) {
    const rows = (await (await fetch(`${simulator}/control/journal?after=${after}`)).json()) as typeof journal
    if (rows.length === 0) break
    journal.push(...rows)
    after = rows.at(-1)?.n ?? after
  }
  const committed = await sql<{ order_number: string; statuses: number[] }>(
    `SELECT a.order_number, array_agg(s.status ORDER BY d.settled_at, d.seq) AS statuses FROM deliveries d JOIN applications a ON a.id = d.application_id
     JOIN status_changes s ON s.id = d.status_change_id WHERE d.answer_code = 0 GROUP BY 1`,
  )
  expect(committed.length).toBeGreaterThan(100)
  for (const { order_number, statuses } of committed)
    expect(
      journal.filter((row) => row.orderNumber === order_number && row.code === 0).map((row) => row.status),
      order_number,
    ).toEqual(statuses)
})

test('the background route wakes delivery for a holder of the secret only', async ({ clerk: page }) => {
  const id = await register(page, freshSnils())
  const call = (secret: string, query = `?application=${id}&wait=1`) =>
    fetch(`${address}/api/background/deliver${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
    })
  expect((await call('wrong')).status).toBe(401)
  expect((await call(secrets.background, '?application=nonsense')).status).toBe(404)
  for (let i = 0; i < 2; i++)
    expect(await (await call(secrets.background)).json()).toEqual({ counts: { ACCEPTED: 1 } })
})

test('figures for a monitoring system are for a holder of their secret only', async () => {
  const call = (secret?: string) =>
    fetch(`${address}/api/metrics`, { headers: secret ? { authorization: `Bearer ${secret}` } : {} })
  expect((await call()).status).toBe(401)
  expect((await call('wrong')).status).toBe(401)
  const answer = await call('e2e-metrics-secret')
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  const text = await answer.text()
  expect(text).toMatch(/^elk_workers_alive 1$/m)
  expect(text).toMatch(/^elk_open_changes\{state="queued"\} \d+$/m)
})
