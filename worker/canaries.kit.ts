import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { parseFilters } from '@/lib/applications/filters'
import { listApplications } from '@/lib/applications/list-applications'
import { registerApplication } from '@/lib/applications/register-application'
import { rememberSearch } from '@/lib/applications/remember-search'
import { saveDraft } from '@/lib/applications/save-draft'
import { importUsers } from '@/lib/users/import-users'
import { sendNotification } from '@/lib/notifications/send-notification'
import { saveUser } from '@/lib/users/save-user'
import { randomOf, snils } from '@/prisma/seed/people'
import { readSecrets } from '@/scripts/secrets.mjs'
import { filledForm, filledUser } from '@/scripts/testing/plant'
import { run } from '@/scripts/testing/wire'
import { desk } from './desk.kit'
import { importsOf, xlsx } from './imports.kit'
import { asOwner, databaseUrl } from './message-log.kit'
import { runImports } from './tasks/run-imports'

/** Synthetic numbers that stand nowhere else, and where they were planted. */
export type Canaries = { snils: string; other: string; passport: string; ids: string[] }

const key = () => crypto.randomUUID()
let made = 0
const random = randomOf(Math.floor(Math.random() * 1e9))

/** Plants them by the verbs that people use, and delivers them to the simulator. */
export async function plantCanaries(): Promise<Canaries> {
  const { planted } = desk
  const number = String(Math.floor(Math.random() * 900_000) + 100_000)
  const canaries: Canaries = { snils: snils(random), other: snils(random), passport: number, ids: [] }
  const person = filledForm(planted).person
  const bySnils = filledForm(planted, { person: { ...person, snils: canaries.snils } })
  const byPassport = filledForm(planted, {
    person: {
      ...person,
      by: 'personalDocument',
      snils: '',
      documentType: '1',
      documentSeries: '99 17',
      documentNumber: number,
    },
  })
  for (const form of [bySnils, byPassport])
    canaries.ids.push((await registerApplication(planted.clerk, { idempotencyKey: key(), form })).id)
  await run(...canaries.ids)
  await saveDraft(planted.clerk, { idempotencyKey: key(), form: bySnils })
  await rememberSearch(planted.clerk, { text: canaries.snils })
  await sendNotification(planted.clerk, {
    idempotencyKey: key(),
    recipientKind: 'PERSON',
    recipientName: 'Образцова',
    identifier: canaries.snils,
    title: `О заявлении, СНИЛС ${canaries.snils}`,
    text: `Паспорт 99 17 ${number}`,
  })
  await saveUser(planted.administrator, filledUser(planted, { snils: canaries.snils }))
  await importUser(canaries.other)
  return canaries
}

/** Staged by the check of a file, then written. */
async function importUser(number: string): Promise<void> {
  const imports = importsOf(desk.planted.administrator, [importUsers])
  const login = `Zavozov${desk.planted.mark}n${made++}`
  const id = await imports.checked(
    await xlsx([
      ['Логин', 'Фамилия', 'Имя', 'Должность', 'СНИЛС', 'Роли'],
      [login, 'Завозов', 'Тест', 'Специалист', number, 'Инспектор'],
    ]),
  )
  await imports.confirm(id)
  await runImports([importUsers])
}

/** How many applications the list finds by what is typed into «Заявитель». */
export async function found(text: string): Promise<string[]> {
  const { id } = await rememberSearch(desk.planted.clerk, { text })
  const { rows } = await listApplications(desk.planted.clerk, parseFilters({ q: id }))
  return rows.map((row) => row.id)
}

/** СНИЛС with and without its signs. */
const snilsIn = (text: string, { snils: one, other }: Canaries) =>
  [one, other].some((number) => new RegExp(number.replaceAll(/\D/g, '').split('').join('[-\\s]?')).test(text))
/** Six figures as a word of their own: elsewhere on the server they may be by chance. */
const passportIn = (text: string, { passport }: Canaries) =>
  new RegExp(`(?<![0-9A-Za-z+/=.-])${passport}(?![0-9A-Za-z+/=-])`).test(text)
const holds = (text: string, canaries: Canaries) => snilsIn(text, canaries) || passportIn(text, canaries)

/** The files of the server in which a canary stands in plain, as the disk has them. */
export async function scanDisk(canaries: Canaries): Promise<string[]> {
  const administrator = Object.assign(new URL(databaseUrl()), {
    username: 'postgres',
    password: readSecrets(path.resolve('data/test')).postgres,
  })
  const client = new pg.Client({ connectionString: administrator.href })
  await client.connect()
  await client.query('CHECKPOINT')
  const { rows } = await client.query<{ directory: string; own: string }>(
    `SELECT current_setting('data_directory') AS directory, 'base/' || oid || '/' AS own FROM pg_database
     WHERE datname = current_database()`,
  )
  await client.end()
  const { directory, own } = rows[0] ?? { directory: '', own: '' }
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  if (files.length < 500) throw new Error('this is no data directory')
  return files
    .map((file) => path.relative(directory, path.join(file.parentPath, file.name)))
    .filter((name) => {
      const text = readLiving(path.join(directory, name))
      return snilsIn(text, canaries) || (name.startsWith(own) && passportIn(text, canaries))
    })
}

/** The server goes on: a file of it that is gone by now holds nothing. */
function readLiving(file: string): string {
  try {
    return readFileSync(file).toString('latin1')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** The tables in which a canary stands in plain, as a dump has them: every row as text, bytes as what they are. */
export async function scanDump(canaries: Canaries): Promise<string[]> {
  return asOwner(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    const hits: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`)
      if (rows.some((row) => Object.values(row).some((value) => holds(textOf(value), canaries))))
        hits.push(name)
    }
    return hits.sort()
  })
}

const textOf = (value: unknown): string =>
  Buffer.isBuffer(value)
    ? value.toString('latin1')
    : typeof value === 'string'
      ? value
      : (JSON.stringify(value) ?? '')
