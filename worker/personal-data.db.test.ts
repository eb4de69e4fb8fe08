import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { afterAll, expect, it, vi } from 'vitest'
import { rememberSearch } from '@/lib/applications/remember-search'
import { registerApplication } from '@/lib/applications/register-application'
import { renewCreate } from '@/lib/applications/renew-create'
import { changeStatus } from '@/lib/applications/change-status'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { attachFile } from '@/lib/files/attach-file'
import { digestKey, HOLD_DIGEST } from '@/lib/files/hold-digest'
import { pathOf } from '@/scripts/testing/path-of'
import { describeViolation } from '@/lib/log/violation'
import { destroyDue } from '@/lib/personal-data/destroy-due'
import { filledForm } from '@/scripts/testing/plant'
import { card, desk, openDesk, plantTemplate, register, reply } from './desk.kit'
import { asOwner, databaseUrl, openLogFolder } from './message-log.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()
const log = openLogFolder()
afterAll(() => rmSync(log.folder, { recursive: true, force: true }))

const mark = String(Date.now() % 100_000_000).padStart(8, '0')
const body = `9${mark}`
const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (9 - index), 0)
const digits = `${body}${String((sum % 101) % 100).padStart(2, '0')}`
const snils = `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6, 9)} ${digits.slice(9)}`
const surname = `Канареечная${['а', 'бова', 'вина'][Number(mark) % 3]}`
const CANARIES = [
  snils,
  digits,
  surname,
  surname.toLowerCase(),
  Buffer.from(digits).toString('base64').slice(0, 12),
]

/** Where in the whole database a text stands: every column that can hold one is read. */
async function found(text: string): Promise<string[]> {
  return asOwner(async (client) => {
    const { rows: columns } = await client.query<{ place: string; name: string; bytes: boolean }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS place, quote_ident(a.attname) AS name, t.typname = 'bytea' AS bytes
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
       JOIN pg_type t ON t.oid = a.atttypid
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
         AND a.attnum > 0 AND NOT a.attisdropped`,
    )
    expect(columns.length).toBeGreaterThan(200)
    const places: string[] = []
    for (const { place, name, bytes } of columns) {
      const holds = bytes
        ? `position(convert_to($1, 'UTF8') IN ${name}) > 0`
        : `position($1 IN ${name}::text) > 0`
      const { rows } = await client.query<{ n: string }>(
        `SELECT count(*) AS n FROM ${place} WHERE ${holds}`,
        [text],
      )
      if (Number(rows[0]?.n) > 0) places.push(`${place}.${name} ${rows[0]?.n}`)
    }
    return places
  })
}

const clerk = () => desk.planted.clerk
const answered = async (orderNumber: string, kind: 'Create' | 'Update') => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, 0, kind)
  await pollAnswers(desk.smev.gateway)
}
const form = () =>
  filledForm(desk.planted, {
    person: {
      by: 'snilsBirthDate',
      snils,
      birthDate: '01.01.1990',
      citizenship: '643',
      lastName: surname,
      firstName: 'Вымышленна',
      middleName: 'Тестовна',
    },
  })

async function finished(): Promise<{ id: string; sha256: Uint8Array; text: string }> {
  const { id, orderNumber } = await registerApplication(clerk(), {
    idempotencyKey: crypto.randomUUID(),
    form: form(),
  })
  await answered(orderNumber, 'Create')
  const text = `%PDF-1.7\n${surname} ${snils} ${crypto.randomUUID()}`
  const file = await attachFile(clerk(), {
    applicationId: id,
    name: `${surname}.pdf`,
    body: new Blob([text]).stream(),
  })
  await changeStatus(clerk(), {
    applicationId: id,
    version: (await card(id)).version,
    idempotencyKey: crypto.randomUUID(),
    status: 3,
    statusDate: formatDateTime(now(), clerk().timeZone),
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: `звонила ${surname}, ${snils}`,
    citizenText: {
      template: await plantTemplate(),
      params: [{ name: 'text', value: `${surname}, ${snils}` }],
    },
    fileIds: [file.id],
  })
  await answered(orderNumber, 'Update')
  return { id, text, sha256: new Uint8Array(createHash('sha256').update(text).digest()) }
}
const later = () => new Date(now().getTime() + 60_000)
const destroy = (before: Date) =>
  destroyDue(databaseUrl(), { before, by: 'test', reason: 'срок хранения', folder: `${log.folder}/acts` })

it('what is not over, not answered or not sealed is not touched', async () => {
  const { id } = await register()
  const own = [id, (await finished()).id] // the envelopes of the second are not sealed
  for (const one of own) expect((await card(one)).applicant.length).toBeGreaterThan(0)
  await log.seal()
  expect(await destroy(new Date(now().getTime() - 86_400_000))).toBeUndefined()
  expect((await found(snils)).length).toBeGreaterThan(3)
})

it('after the act nothing in the database or on the disk names the person, and the logs verify', async () => {
  const { id, sha256 } = await finished()
  await rememberSearch(clerk(), { text: surname })
  await asOwner((client) =>
    client.query(
      `INSERT INTO notifications (id, organisation_id, recipient_kind, recipient_name, identifier, title, text, state, next_attempt_at, idempotency_key, created_by_id, created_at, settled_at)
       VALUES (gen_random_uuid(), $1, 'PERSON', $2, $3, 'Срок', $2 || ', приходите', 'READ', app_now(), gen_random_uuid(), $4, app_now(), app_now())`,
      [clerk().organisationId, surname, snils, clerk().userId],
    ),
  )
  await log.seal()
  const before = await card(id)
  for (const canary of [snils, surname]) expect((await found(canary)).length, canary).toBeGreaterThan(0)
  expect(existsSync(pathOf(sha256))).toBe(true)

  const act = await destroy(later())
  expect(act).toMatchObject({ by: 'test', reason: 'срок хранения' })
  expect(act?.applications.length).toBeGreaterThan(0)
  expect(act?.envelopes.length).toBeGreaterThan(0)
  for (const canary of CANARIES) expect(await found(canary), canary).toEqual([])
  expect(existsSync(pathOf(sha256))).toBe(false)
  const told = readFileSync(act?.file ?? '', 'utf8')
  for (const canary of CANARIES) expect(told).not.toContain(canary)
  expect(told).toContain(before.number)

  const after = await card(id)
  expect(after).toMatchObject({
    number: before.number,
    orderNumber: before.orderNumber,
    elkOrderNumber: before.elkOrderNumber,
    state: 'GRANTED',
    elkStatus: 3,
    applicantName: '',
    applicant: [],
    destroyedBy: act?.id,
  })
  expect(after.steps.map(({ status, delivery }) => [status, delivery.state])).toEqual(
    before.steps.map(({ status, delivery }) => [status, delivery.state]),
  )
  await log.seal()
  const { reports, violations } = await log.verify()
  expect(violations.map(describeViolation)).toEqual([])
  expect(reports[0]?.destroyed.get(act?.id ?? '')).toBe(act?.envelopes.length)
  expect(reports.find((report) => report.log === 'personal_data_acts')?.sealed).toBeGreaterThan(0)
  expect(await destroy(later()), 'a second time there is nothing').toBeUndefined()
})

it.each(['the destruction', 'the upload'])(
  'bytes that come anew while they are destroyed are there afterwards, %s being first',
  async (first) => {
    const { id, sha256, text } = await finished()
    await log.seal()
    const { id: another } = await registerApplication(clerk(), {
      idempotencyKey: crypto.randomUUID(),
      form: filledForm(desk.planted),
    })
    const upload = () =>
      attachFile(clerk(), { applicationId: another, name: 'снова.pdf', body: new Blob([text]).stream() })
    await asOwner(async (client) => {
      const waiting = (count: number) =>
        vi.waitFor(async () => {
          const { rows } = await client.query(
            `SELECT FROM pg_locks l JOIN pg_database b ON b.oid = l.database AND b.datname = current_database()
             WHERE l.locktype = 'advisory' AND NOT l.granted AND l.classid = $1`,
            [digestKey(sha256)[0]],
          )
          expect(rows).toHaveLength(count)
        }, 15_000)
      await client.query('BEGIN')
      await client.query(HOLD_DIGEST, digestKey(sha256))
      const acts =
        first === 'the upload' ? [upload, () => destroy(later())] : [() => destroy(later()), upload]
      const running: Promise<unknown>[] = []
      for (const act of acts) {
        running.push(act())
        await waiting(running.length)
      }
      await client.query('COMMIT')
      await Promise.all(running)
    })
    expect((await card(id)).destroyedBy).not.toBeNull()
    expect(existsSync(pathOf(sha256))).toBe(true)
    await destroy(later())
    expect(existsSync(pathOf(sha256)), 'nor does the next act take them').toBe(true)
  },
)

it('what was destroyed is not transferred anew', async () => {
  const { id } = await finished()
  await log.seal()
  await destroy(later())
  const refused = inOrganisation(clerk(), (tx) => renewCreate(tx, clerk(), id))
  await expect(refused).rejects.toMatchObject({ message: 'registration.destroyed' })
})

it('an act that fails at its last step leaves everything as it was, and no file of an act', async () => {
  await finished()
  await log.seal()
  await asOwner((client) =>
    client.query(
      `CREATE FUNCTION searches_stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
       CREATE TRIGGER searches_stay BEFORE DELETE ON search_terms EXECUTE FUNCTION searches_stay()`,
    ),
  )
  const [places, acts] = [await found(snils), readdirSync(`${log.folder}/acts`)]
  await expect(destroy(later())).rejects.toThrow('no')
  expect(await found(snils)).toEqual(places)
  expect(readdirSync(`${log.folder}/acts`)).toEqual(acts)
  await asOwner((client) =>
    client.query('DROP TRIGGER searches_stay ON search_terms; DROP FUNCTION searches_stay()'),
  )
})

it('facts stay frozen outside of an act, for the owner too', async () => {
  await register()
  await expect(asOwner((client) => client.query(`UPDATE deliveries SET facts = '{}'`))).rejects.toThrow(
    /frozen/,
  )
})
