// Resident memory of everything that `npm start` runs, idle, against one bare Next server's share of it.
import { readFileSync, readdirSync } from 'node:fs'
import { bar, finish, machine } from './measure'

const pids = JSON.parse(process.env.PIDS ?? '{}') as Record<string, number>
await new Promise((done) => setTimeout(done, 20_000))

const status = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8')
const field = (text: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
const all = readdirSync('/proc')
  .filter((name) => /^\d+$/.test(name))
  .map(Number)
/** Private memory (Pss) where the system tells it: shared pages of PostgreSQL's processes are counted once. */
const megabytes = (pid: number) => {
  try {
    return field(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss') / 1024
  } catch {
    return 0
  }
}
const familyOf = (root: number): number[] => [
  root,
  ...all
    .filter((pid) => {
      try {
        return field(status(pid), 'PPid') === root
      } catch {
        return false
      }
    })
    .flatMap(familyOf),
]

console.log(`\nmemory at rest · ${machine()}`)
let total = 0
const counted = new Set<number>()
for (const [name, root] of Object.entries(pids).reverse()) {
  const family = familyOf(root).filter((pid) => !counted.has(pid))
  family.forEach((pid) => counted.add(pid))
  const sum = family.reduce((whole, pid) => whole + megabytes(pid), 0)
  total += sum
  console.log(
    `  ${name === 'launcher' ? 'launcher and PostgreSQL' : name}: ${sum.toFixed(0)} MB in ${family.length} processes`,
  )
}
bar('all together', total, 900, 'MB')
finish()
