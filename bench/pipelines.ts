// P1, P2, P3: changes delivered a second and their order, against the naive pipelines. P1 P2 P3 [--checks]
import { barOf, bar, finish, machine, median, quantile, ratioOf } from './measure'
import { openBench, told, type Drained, type Reference } from './sides'

const goals = new Set(process.argv.slice(2).filter((word) => /^P[123]$/.test(word)))
const checks = process.argv.includes('--checks')
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const SECONDS = 10
// Each side is at it for some ten seconds. The references do not come to the end of theirs, and a larger one would slow pg-boss down.
const backlog = { applications: Number(process.env.APPLICATIONS ?? 7500), changes: 4 }
const theirs = { applications: 2500, changes: 4 }

const bars: Record<Reference, { goal: string; atLeast: number }> = {
  'pg-boss': { goal: 'P1', atLeast: 30 },
  graphile: { goal: 'P2', atLeast: 8 },
}
const names = Object.keys(bars) as Reference[]
const measured = names.filter((name) => goals.has(bars[name].goal) || goals.has('P3'))
const rounds = goals.size === 1 && goals.has('P3') ? 1 : ROUNDS
const suffix = checks ? ', everything checked' : ''

const bench = await openBench('pipelines', { checks })
try {
  const total = backlog.applications * backlog.changes
  console.log(
    `\ndelivery of ${total} changes, ${backlog.changes} of an application · simulator 20 ms, its checks and ` +
      `signatures ${checks ? 'on' : 'off'} · references have ${theirs.applications * theirs.changes} and are stopped after ${SECONDS} s · ${machine()}`,
  )
  const ours: Drained[] = []
  const others = new Map<Reference, Drained[]>(measured.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    ours.push(await bench.ours(backlog))
    console.log(`  ours      ${told(ours.at(-1) as Drained)}`)
    for (const [name, all] of others) {
      all.push(await bench.reference(name, theirs, SECONDS))
      console.log(`  ${name.padEnd(9)} ${told(all.at(-1) as Drained)}`)
    }
  }
  const rates = (all: Drained[]) => all.map(({ rate }) => rate)
  const range = (all: Drained[]) =>
    `${median(rates(all)).toFixed(0)}/s (${quantile(rates(all), 0).toFixed(0)}–${quantile(rates(all), 1).toFixed(0)})`
  const perSecond = (all: Drained[]) =>
    median(all.map(({ done, cpu }) => done / (cpu.worker + cpu.database + cpu.simulator)))
  console.log(
    `  changes a second of processor, simulator's included: ours ${perSecond(ours).toFixed(0)}` +
      [...others].map(([name, all]) => `, ${name} ${perSecond(all).toFixed(0)}`).join(''),
  )
  for (const [name, all] of others) {
    const { goal, atLeast } = bars[name]
    if (!goals.has(goal)) continue
    const ratio = ratioOf(rates(ours), rates(all))
    const beside = `${range(ours)} against ${range(all)}`
    console.log(`  ours ${beside}`)
    barOf(`${goal} delivered a second, ours ÷ ${name}${suffix}`, ratio, '≥', atLeast, 'times', beside)
  }
  const sum = (all: Drained[], of: 'arrived' | 'disordered') => all.reduce((n, one) => n + one[of], 0)
  for (const [name, all] of others)
    console.log(
      `  ${name}: ${((100 * sum(all, 'disordered')) / sum(all, 'arrived')).toFixed(0)} % of ${sum(all, 'arrived')} changes out of order`,
    )
  if (ours.some(({ arrived }) => arrived !== total)) console.log('  ours: not every change arrived once')
  const wrong = ours.reduce((n, { arrived }) => n + Math.abs(arrived - total), 0) + sum(ours, 'disordered')
  bar(`P3 changes of ours lost, repeated or out of order of ${sum(ours, 'arrived')}${suffix}`, wrong, 0, '')
} finally {
  await bench.rig.close()
}
finish()
