// The list over 100 000 applications: the page and its JSON as the server gives them, against bare SQL for the same rows.
import pg from 'pg'
import { DEMO_PASSWORD } from '../prisma/seed/organisations'
import { bar, compare, finish, machine, quantile, time, told } from './measure'
import { signInOverHttp } from './browse'

const ROWS = 100_000
const base = process.env.BASE_URL ?? ''
const owner = new pg.Client({ connectionString: process.env.DATABASE_URL })
const bare = new pg.Client({ connectionString: process.env.DATABASE_URL_WEB })
await owner.connect()
await bare.connect()

const { rows: organisations } = await owner.query("SELECT id FROM organisations WHERE code = '15439'")
const organisation: string = organisations[0].id
const { rows: counted } = await owner.query(
  'SELECT count(*)::int AS n FROM applications WHERE organisation_id = $1',
  [organisation],
)
if (counted[0].n < ROWS) {
  console.log(`planting ${ROWS} applications…`)
  await owner.query(
    `INSERT INTO applications (id, organisation_id, office_id, number, order_number, elk_order_number, state, state_at, elk_status, service_id, channel,
       request_date, region, applicant_kind, applicant_name, applicant_search, form, idempotency_key, delivery_state, service_term_at,
       created_by_id, updated_by_id, created_at, updated_at)
     SELECT gen_random_uuid(), $1, (SELECT id FROM offices WHERE organisation_id = $1 LIMIT 1), lpad((1000000 + n)::text, 8, '0'), 'B-' || n, 3000000000 + n,
       (CASE WHEN n % 10 < 8 THEN 'GRANTED' ELSE 'IN_WORK' END)::application_state, app_now() - n * interval '3 minutes',
       CASE WHEN n % 10 < 8 THEN 3 ELSE 7 END, (SELECT id FROM services WHERE organisation_id = $1 AND active LIMIT 1), 4,
       app_now() - n * interval '3 minutes', '99000000', (ARRAY['PERSON','SOLE_TRADER','LEGAL_ENTITY'])[1 + n % 3]::applicant_kind,
       'Пример ' || n % 1000, 'пример ' || n % 1000 || ' имя ' || n, '{}', gen_random_uuid(), 'ACCEPTED',
       CASE WHEN n % 10 < 8 THEN NULL ELSE app_now() + (n % 400) * interval '1 hour' END,
       (SELECT id FROM users WHERE organisation_id = $1 LIMIT 1), (SELECT id FROM users WHERE organisation_id = $1 LIMIT 1),
       app_now() - n * interval '3 minutes', app_now() - n * interval '3 minutes'
     FROM generate_series(1, $2::int) n`,
    [organisation, ROWS],
  )
  await owner.query('VACUUM ANALYZE applications')
}

const get = await signInOverHttp(base, 'obrazcova', DEMO_PASSWORD)
const read = async (path: string) => {
  const response = await get(path)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
  return text
}
/** The same rows by the driver alone, under the same row security. */
const sql = async (where: string) => {
  await bare.query('BEGIN')
  await bare.query("SELECT set_config('app.organisation_id', $1, true)", [organisation])
  await bare.query(
    `SELECT a.id, a.number, a.order_number, a.state, a.applicant_name, a.transfer_by, a.service_term_at, s.name FROM applications a
     LEFT JOIN services s ON s.id = a.service_id WHERE a.organisation_id = $1 AND ${where}
     ORDER BY coalesce(least(a.transfer_by, a.service_term_at), 'infinity'::timestamptz), a.id DESC LIMIT 51`,
    [organisation],
  )
  await bare.query('COMMIT')
}

console.log(`\nlist over ${ROWS} applications · ${machine()}`)
const cases: [name: string, query: string, where: string][] = [
  ['all', '', 'true'],
  ['state «В работе»', '?state=IN_WORK', "a.state = 'IN_WORK'"],
  ['ФЛ and ИП', '?kind=PERSON,SOLE_TRADER', "a.applicant_kind IN ('PERSON', 'SOLE_TRADER')"],
  ['number', '?number=1000777', "a.number = '01000777'"],
]
for (let i = 0; i < 5; i++) for (const [, query] of cases) await read(`/applications${query}`) // warm
for (const [name, query, where] of cases) {
  const json = await compare(
    5,
    () => time(12, () => read(`/api/applications${query}`)),
    () => time(12, () => sql(where)),
  )
  const page = await time(15, () => read(`/applications${query}`))
  const counters = await time(10, () => read(`/api/applications/counters${query}`))
  console.log(
    `${name}\n  rows as JSON ${told(json.ours)} · bare SQL ${told(json.reference)} · ratio ${json.ratio.toFixed(1)} (95 %: ${json.low.toFixed(1)}–${json.high.toFixed(1)})`,
  )
  console.log(`  counters ${told(counters)} · whole page ${told(page)}`)
  bar(`page «${name}», p95`, quantile(page, 0.95), 300, 'ms')
}
console.log(`load at the end: ${machine().split('load ')[1]}`)
await owner.end()
await bare.end()
finish()
