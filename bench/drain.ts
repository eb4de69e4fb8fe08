// How fast a backlog goes to СМЭВ and its answers come back: the whole worker, the wire, real signatures.
import { plantBacklog, SERVICE, plantOrganisations } from './backlog'
import { finish, machine } from './measure'
import { openRig } from './rig'

const applications = Number(process.env.APPLICATIONS ?? 2500)
const changes = Number(process.env.CHANGES ?? 4)
const rig = await openRig({ name: 'drain', simulator: { SIMULATOR_DELAY_MS: '20' } })
try {
  const [organisation] = await plantOrganisations(rig.env.DATABASE_URL, 1)
  if (!organisation) throw new Error('no organisation')
  await rig.control('PUT', 'services', [{ targetCode: SERVICE, name: 'Услуга' }])
  await plantBacklog(rig.owner, organisation, { applications, changes })
  const left = async () => {
    const { rows } = await rig.owner.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM deliveries WHERE state IN ('QUEUED', 'SENDING', 'SENT')",
    )
    return rows[0]?.n ?? -1
  }
  console.log(`\ndrain of ${applications * changes} changes · ${machine()}`)
  const began = performance.now()
  const worker = await rig.startWorker(
    {},
    process.env.PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROF}`] : [],
  )
  const ready = performance.now()
  const before = rig.cpu(worker)
  let open = applications * changes
  for (let last = performance.now(), moved = last; open > 0;) {
    await new Promise((done) => setTimeout(done, 250))
    const found = await left()
    if (found !== open) moved = performance.now()
    open = found
    if (performance.now() - moved > 15_000) break
    if (performance.now() - last > 3000) {
      last = performance.now()
      console.log(`  ${((last - ready) / 1000).toFixed(1)} s: ${open} left`)
    }
  }
  const seconds = (performance.now() - ready) / 1000
  const used = rig.cpu(worker)
  const cpu = (name: keyof typeof used) => `${name} ${(used[name] - before[name]).toFixed(1)}`
  console.log(`  seconds of processor: ${cpu('worker')}, ${cpu('database')}, ${cpu('simulator')}`)
  const { rows } = await rig.owner.query('SELECT state, count(*)::int AS n FROM deliveries GROUP BY state')
  const messages = await rig.owner.query('SELECT count(*)::int AS n FROM messages')
  console.log(rows, `${messages.rows[0].n} messages`)
  console.log(
    `  ${((applications * changes - open) / seconds).toFixed(0)} changes/s (${seconds.toFixed(1)} s; worker up in ${((ready - began) / 1000).toFixed(1)} s)`,
  )
} finally {
  await rig.close()
}
finish()
