import {
  answerNext,
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  forgetFaults,
  freshSnils,
  sitDownAs,
  sql,
  test,
} from './desk'
import { becomes, register } from './steps'

test.afterEach(forgetFaults)

const statesOf = async (ids: string[]) =>
  (
    await sql<{ state: string }>(
      "SELECT state FROM deliveries WHERE application_id = ANY($1) AND state <> 'SUPERSEDED' ORDER BY id",
      [ids],
    )
  ).map(({ state }) => state)

test('refusals are grouped by reason; those chosen, then the whole group go again', async ({
  clerk: page,
}) => {
  test.setTimeout(120_000)
  // What ЕПГУ is told to refuse must be ours: the demo's own messages have gone by then.
  const underWay = async () => {
    const rows = await sql(
      `SELECT FROM deliveries d LEFT JOIN messages m ON m.id = d.message_id
       WHERE (d.state = 'SENDING' AND (m.state = 'PREPARED' OR m.sent_at > now() - interval '5 seconds'))
         OR (d.state = 'QUEUED' AND d.ready_at IS NOT NULL)`,
    )
    return rows.length
  }
  await expect.poll(underWay, { timeout: 60_000 }).toBe(0)
  await answerNext(13, 4)
  const ids: string[] = []
  for (let i = 0; i < 4; i++) {
    ids.push(await register(page, freshSnils()))
    await becomes(page, 'Заявление принято', /услуга не найдена \(13\)/)
  }
  await page.goto('/deliveries')
  await page
    .getByRole('navigation', { name: 'Состояние передачи' })
    .getByText(/^Отклонено/)
    .click()
  const reason = page.getByRole('listitem').filter({ hasText: 'ЕПГУ не нашёл услугу по ТКУ (13)' })
  await expect(reason).toContainText('ТКУ не действует на ЕПГУ')
  await reason.getByRole('link', { name: /^Показать/ }).click()
  await expect(page).toHaveURL(/group=refused&code=13/)
  await expect(page.getByRole('table').getByText(/отклонено: услуга не найдена \(13\)/)).toHaveCount(
    Number((await reason.textContent())?.match(/(\d+) заявлен/)?.[1]),
  )

  const boxes = page.getByRole('checkbox', { name: /^Выбрать: заявление №/ })
  await boxes.nth(0).focus()
  await page.keyboard.press('Space')
  await boxes.nth(1).check()
  await expect(page.getByText('Выбрано: 2')).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Передать ещё раз (2)' }).dblclick()
  await expect(page.getByRole('status').getByText('Поставлено в очередь 2 из 2.')).toBeVisible()
  await expect.poll(async () => (await statesOf(ids)).filter((state) => state === 'ACCEPTED').length).toBe(2)
  const attempts = await sql('SELECT FROM deliveries WHERE application_id = ANY($1)', [ids])
  expect(attempts).toHaveLength(6)

  await page.getByRole('checkbox', { name: 'Выбрать все показанные' }).check()
  await expect(page.getByText(/^Выбрано: [3-9]/)).toBeVisible()
  await reason.getByRole('button', { name: /^Передать ещё раз все/ }).click()
  await expect.poll(() => statesOf(ids), { timeout: 15_000 }).toEqual(ids.map(() => 'ACCEPTED'))
  await page.goto('/deliveries?group=superseded')
  await expect(page.getByText('заменено новой попыткой').first()).toBeVisible()
})

test('an administrator resolves a warning, and the audit says who', async ({ administrator: page }) => {
  await sql(
    "INSERT INTO alarms (id, kind, subject, details, created_at, last_at, times) VALUES (gen_random_uuid(), 'send.stop', 'AccessDenied', 'test', now() - interval '1 hour', now(), 7)",
  )
  await page.goto('/deliveries')
  await page.getByText(/предупрежден.+ администратору/).click()
  await expect(page.getByText(/AccessDenied.+7 раз с/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Разобрано: .+AccessDenied/ }).click()
  await expect(page.getByText('Предупреждение снято.', { exact: false })).toBeVisible()
  await expect(page.getByText(/AccessDenied/)).toHaveCount(0)
  const [audit] = await sql(
    "SELECT details->>'subject' AS subject FROM audit_events WHERE action = 'alarm.resolve' ORDER BY id DESC LIMIT 1",
  )
  expect(audit).toEqual({ subject: 'AccessDenied' })
})

test('what waits for a person too long is told to clerk and supervisor until it is decided', async ({
  clerk: page,
  browser,
}) => {
  test.setTimeout(150_000)
  const looks = { timeout: 60_000, intervals: [2000] } // the worker counts twice a minute
  const notice = (who: typeof page) => who.getByRole('listitem').filter({ hasText: 'решения сотрудника' })
  const told = async (who: typeof page) => {
    await who.goto('/')
    await expect(who.getByRole('heading', { level: 1, name: 'Главная' })).toBeVisible()
    return notice(who).allTextContents()
  }
  await test.step('nothing of the demo is late', () =>
    sql(
      "UPDATE deliveries SET deadline_at = now() + interval '3 days' WHERE deadline_at < now() + interval '2 days'",
    ))
  await expect.poll(() => told(page), looks).toEqual([])
  await answerNext(13, 1)
  const id = await register(page, freshSnils())
  await becomes(page, 'Заявление принято', /услуга не найдена \(13\)/)
  await sql("UPDATE deliveries SET deadline_at = now() + interval '23 hours' WHERE application_id = $1", [id])
  const one = [expect.stringMatching(/^1 статус ждёт решения сотрудника больше 24 ч, с /)]
  await expect.poll(() => told(page), looks).toEqual(one)
  await expectAccessible(page)
  const theirs = await (await browser.newContext({ locale: 'ru-RU' })).newPage()
  await sitDownAs(theirs, 'primerov')
  expect(await told(theirs)).toEqual(one)
  await theirs.context().close()

  await notice(page).getByRole('link', { name: 'Показать отклонённые' }).click()
  await expect(page).toHaveURL(/\/deliveries\?group=refused/)
  await page
    .getByRole('row')
    .filter({ has: page.locator(`a[href*="${id}"]`) })
    .getByRole('checkbox')
    .check()
  await page.getByRole('button', { name: /^Передать ещё раз \(1\)/ }).click()
  await expect.poll(() => statesOf([id]), { timeout: 15_000 }).toEqual(['ACCEPTED'])
  await expect.poll(() => told(page), looks).toEqual([])
})
