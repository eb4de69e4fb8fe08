// Private memory of everything that `npm start` runs, at rest, beside a bare Next page and a bare PostgreSQL.
import { readFileSync, readdirSync } from 'node:fs'
import { startBare } from './bare'
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

console.log(`\nmemory at rest · ${machine()}`)
await rest()
const ours = weigh(JSON.parse(process.env.PIDS ?? '{}') as Record<string, number>)
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
finish()
