// R3: a worker is killed by SIGKILL in the midst of sending; how long until another has what it held. [--kills N] [--workers N]
import { parseArgs } from 'node:util'
import { plantBacklog, plantOrganisations, SERVICE } from './backlog'
import { wait } from './chaos-stage'
import { bar, finish, machine, quantile } from './measure'
import { openRig, type Program } from './rig'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '40' }, workers: { type: 'string', default: '3' } },
})
const [kills, count] = [Number(values.kills), Number(values.workers)]
const rig = await openRig({
  name: 'takeover',
  simulator: { SIMULATOR_DELAY_MS: '50' },
  worker: { LOG_LEVEL: 'error', SMEV_ORDERS_PER_MESSAGE: '5' },
})
type Held = { id: string; attempts: number; state: string; lease: Date | null }
const read = async (where: string, given: unknown[] = []) =>
  (
    await rig.owner.query<Held>(
      `SELECT id, attempts, state, lease_until AS lease FROM messages WHERE ${where}`,
      given,
    )
  ).rows

/** Seconds until each message that was held at this moment, and whose lease nobody renews, is another worker's. */
async function watch(): Promise<number[]> {
  const open = new Map(
    (await read("state = 'PREPARED' AND lease_until > app_now()")).map((one) => [one.id, one]),
  )
  const began = performance.now()
  const taken: number[] = []
  while (open.size > 0) {
    await wait(50)
    for (const { id, attempts, state, lease } of await read('id = ANY($1)', [[...open.keys()]])) {
      const before = open.get(id)
      const again = before !== undefined && attempts > before.attempts
      if (again) taken.push((performance.now() - began) / 1000)
      if (again || state !== 'PREPARED' || lease?.getTime() !== before?.lease?.getTime()) open.delete(id)
    }
  }
  return taken
}

const all: number[] = []
try {
  const [organisation] = await plantOrganisations(rig.env.DATABASE_URL, 1)
  if (!organisation) throw new Error('no organisation')
  await rig.control('PUT', 'services', [{ targetCode: SERVICE, name: 'Услуга' }])
  await rig.control('PUT', 'settings', { latencyMs: 400 })
  console.log(`\n${kills} kills of ${count} workers, simulator 400 ms · ${machine()}`)
  const workers: Program[] = await Promise.all(Array.from({ length: count }, () => rig.startWorker()))
  for (let kill = 0; kill < kills; kill++) {
    await plantBacklog(rig.owner, organisation, { applications: 1000, changes: 1 })
    await wait(700 + (kill % 10) * 100) // at any moment between two renewals
    const [victim] = workers.splice(kill % count, 1)
    await victim?.kill()
    const taken = await watch()
    all.push(...taken)
    console.log(`  ${String(kill).padStart(2)}: ${taken.map((one) => one.toFixed(1)).join(' ')}`)
    workers.splice(kill % count, 0, await rig.startWorker())
  }
} finally {
  await rig.close().catch((error: unknown) => console.error(String(error)))
}
console.log(`  ${all.length} messages: median ${quantile(all, 0.5).toFixed(2)} s, p95 ${quantile(all, 0.95).toFixed(2)} s, most ${Math.max(...all).toFixed(2)} s`) // prettier-ignore
bar('R3 a killed worker’s messages are another’s, p95', quantile(all, 0.95), 5, 's')
finish()
