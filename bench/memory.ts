// P27: memory of everything that `npm start` runs, at rest, beside a bare Next page and a bare PostgreSQL; then what web and worker take
// more while a file of a gigabyte goes through them, and while a backlog is delivered. [APPLICATIONS=20000, of four changes each]
import { readFileSync, readdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import pg from 'pg'
import { DEMO_PASSWORD } from '../prisma/seed/organisations'
import { randomOf } from '../prisma/seed/people'
import { plantBacklog, plantOrganisations } from './backlog'
import { startBare } from './bare'
import { signInOverHttp } from './browse'
import { openClerk, plainChange } from './clerk'
import { bar, finish, machine } from './measure'

const REST = 20_000
const rest = () => new Promise((done) => setTimeout(done, REST))
const field = (file: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0)
const tried = (read: () => number) => {
  try {
    return read()
  } catch {
    return 0 // it has ended meanwhile
  }
}
/** Pss: shared pages of PostgreSQL's processes are counted once. */
const megabytes = (pid: number) => tried(() => field(`/proc/${pid}/smaps_rollup`, 'Pss') / 1024)

const familyOf = (root: number, all: number[]): number[] => [
  root,
  ...all
    .filter((pid) => tried(() => field(`/proc/${pid}/status`, 'PPid')) === root)
    .flatMap((pid) => familyOf(pid, all)),
]

function weigh(pids: Record<string, number>): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const counted = new Set<number>()
  let total = 0
  for (const [name, root] of Object.entries(pids).reverse()) {
    const family = familyOf(root, all).filter((pid) => !counted.has(pid))
    family.forEach((pid) => counted.add(pid))
    const sum = family.reduce((whole, pid) => whole + megabytes(pid), 0)
    total += sum
    console.log(`  ${name}: ${sum.toFixed(0)} MB in ${family.length} processes`)
  }
  return total
}

const pids = JSON.parse(process.env.PIDS ?? '{}') as Record<'web' | 'worker', number>
/** What web and worker hold of the machine's memory, shared pages in each (VmRSS). */
const resident = () => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const of = (root: number) =>
    familyOf(root, all).reduce(
      (sum, pid) => sum + tried(() => field(`/proc/${pid}/status`, 'VmRSS') / 1024),
      0,
    )
  return { web: of(pids.web), worker: of(pids.worker) }
}
/** The most that each held while this went on. */
async function most(work: Promise<unknown>): Promise<{ web: number; worker: number }> {
  const peak = resident()
  const look = setInterval(() => {
    const now = resident()
    peak.web = Math.max(peak.web, now.web)
    peak.worker = Math.max(peak.worker, now.worker)
  }, 250)
  await work.finally(() => clearInterval(look))
  return peak
}
const told = ({ web, worker }: { web: number; worker: number }) =>
  `web ${web.toFixed(0)}, worker ${worker.toFixed(0)} MB`

console.log(`\nmemory at rest · ${machine()}`)
await rest()
const ours = weigh(pids)
const atRest = resident()
const bare = await startBare()
await rest()
const reference = weigh(bare.pids)
await bare.stop()
console.log(
  `  all together ${ours.toFixed(0)} MB · bare ${reference.toFixed(0)} MB · ratio ${(ours / reference).toFixed(1)}`,
)
console.log(
  '  (ours has a worker, the simulator and the launcher besides, and connections with their caches; one weighing)',
)
bar('all together', ours, 900, 'MB')
bar('P27 web and worker at rest', atRest.web + atRest.worker, 450, 'MB')

const { changeStatus } = await import('../lib/applications/change-status')
const { getApplication } = await import('../lib/applications/get-application')
const { registerApplication } = await import('../lib/applications/register-application')
const { disconnect } = await import('../lib/core/db')
const { session, form } = await openClerk()
const owner = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

async function accepted(id: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const { steps } = await getApplication(session, { id })
    if (steps.every((step) => step.delivery.view === 'accepted')) return
    await wait(500)
  }
  throw new Error('it was not accepted within ten minutes')
}

/** So many bytes that begin as a PDF does. */
function* document(size: number): Generator<Uint8Array> {
  const part = new Uint8Array(2 ** 20).fill(0x20)
  const first = part.slice()
  first.set(new TextEncoder().encode('%PDF-1.7\n'))
  yield first
  for (let given = part.length; given < size; given += part.length) yield part.subarray(0, size - given)
}

/** A file of a gigabyte: taken by web, then given to the store of СМЭВ by the worker. */
async function carryFile(): Promise<void> {
  const { id } = await registerApplication(session, {
    idempotencyKey: crypto.randomUUID(),
    form: form(randomOf(1)),
  })
  await accepted(id)
  const request = await signInOverHttp(process.env.BASE_URL ?? '', 'obrazcova', DEMO_PASSWORD)
  const response = await request(`/api/applications/${id}/files`, {
    method: 'POST',
    headers: { 'x-file-name': 'large.pdf', 'content-type': 'application/octet-stream' },
    body: Readable.toWeb(Readable.from(document(2 ** 30))),
    duplex: 'half',
  } as RequestInit)
  const file = (await response.json()) as { id: string }
  if (response.status !== 200)
    throw new Error(`the file was answered by ${response.status}: ${JSON.stringify(file)}`)
  const { version } = await getApplication(session, { id })
  await changeStatus(session, { ...plainChange(id, version, 7, crypto.randomUUID()), fileIds: [file.id] })
  await accepted(id)
}
const before = resident()
const carrying = await most(carryFile())
console.log(`  a file of 1 GB: from ${told(before)} to ${told(carrying)}`)
bar(
  'P27 more while a file of 1 GB goes through',
  carrying.web - before.web + carrying.worker - before.worker,
  64,
  'MB',
)

/** What waits, until the last of it was answered. */
async function drain(applications: number): Promise<void> {
  const [organisation] = await plantOrganisations(process.env.DATABASE_URL ?? '', 1)
  if (!organisation) throw new Error('no organisation')
  await plantBacklog(owner, organisation, { applications, changes: 4 })
  const waits = "SELECT FROM deliveries WHERE organisation_id = $1 AND state IN ('QUEUED', 'SENDING') LIMIT 1"
  while ((await owner.query(waits, [organisation.organisationId])).rowCount) await wait(1000)
}
const APPLICATIONS = Number(process.env.APPLICATIONS ?? 20_000)
const idle = resident()
const draining = await most(drain(APPLICATIONS))
console.log(`  ${APPLICATIONS * 4} changes that wait: from ${told(idle)} to ${told(draining)}`)
bar(
  `P27 more while ${APPLICATIONS * 4} changes are delivered`,
  draining.web - idle.web + draining.worker - idle.worker,
  50,
  'MB',
)
await owner.end()
await disconnect()
finish()
