import { appendFileSync } from 'node:fs'
import os from 'node:os'

/** Rules of measuring: the two sides alternate in one run, the ratio is a median with a bootstrap interval. */

export const quantile = (values: number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
export const median = (values: number[]): number => quantile(values, 0.5)

/** Milliseconds of each run of `work`. */
export async function time(times: number, work: (index: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let index = 0; index < times; index++) {
    const began = performance.now()
    await work(index)
    taken.push(performance.now() - began)
  }
  return taken
}

/** A median and its 95 % interval; `noisy` when the reference varied by more than twice between rounds. */
export type Estimate = { value: number; low: number; high: number; noisy: boolean }
export type Compared = {
  ours: number[]
  reference: number[]
  ratio: number
  low: number
  high: number
  noisy: boolean
}

export function estimate(values: number[]): Estimate {
  const drawn = Array.from({ length: 1000 }, () =>
    median(values.map(() => values[Math.floor(Math.random() * values.length)] ?? Number.NaN)),
  )
  return {
    value: median(values),
    low: quantile(drawn, 0.025),
    high: quantile(drawn, 0.975),
    noisy: false,
  }
}

/** Ours ÷ the reference, pair by pair: what was measured in one round after the other. */
export function ratioOf(ours: number[], reference: number[]): Estimate {
  const ratio = estimate(ours.map((value, round) => value / (reference[round] ?? Number.NaN)))
  return { ...ratio, noisy: Math.max(...reference) > 2 * Math.min(...reference) }
}

/** Ours and the reference, A B A B…, `rounds` times; ratio of medians a round, its median and 95 % interval. */
export async function compare(
  rounds: number,
  ours: () => Promise<number[]>,
  reference: () => Promise<number[]>,
  figure = median,
): Promise<Compared> {
  const [a, b]: [number[][], number[][]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    a.push(await ours())
    b.push(await reference())
  }
  const { value, low, high, noisy } = ratioOf(a.map(figure), b.map(figure))
  if (noisy) console.log('  noisy: the reference varied by more than 2× between rounds')
  return { ours: a.flat(), reference: b.flat(), ratio: value, low, high, noisy }
}

export const load = (): string => `load ${os.loadavg()[0]?.toFixed(1)}`
export const machineName = (): string =>
  `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? 'cpu'} · Node ${process.versions.node}`
export const machine = (): string => `${new Date().toISOString().slice(0, 10)} · ${machineName()} · ${load()}`

const ms = (value: number) => `${value.toFixed(1)} ms`
export const told = (values: number[]): string =>
  `p50 ${ms(median(values))}, p95 ${ms(quantile(values, 0.95))}`

export type Figure = {
  what: string
  value: number
  low?: number
  high?: number
  sense: '≤' | '≥'
  bar: number
  unit: string
  verdict: 'met' | 'missed' | 'noisy'
  /** Both sides in absolute figures. */
  beside?: string
}

let missed = 0
const figures: Figure[] = []
const shown = (value: number) => value.toFixed(Math.abs(value) < 10 ? 2 : 1)

/** One line a bar: what, the figure, the bar, met or not. A bar that is not met ends the run with exit 1. */
function judge(figure: Figure): void {
  const { verdict, what, value, low, high, sense, bar: limit, unit } = figure
  if (verdict !== 'met') missed++
  figures.push(figure)
  const interval = low === undefined || high === undefined ? '' : ` [${shown(low)} … ${shown(high)}]`
  const word = verdict === 'met' ? 'met   ' : verdict.toUpperCase().padEnd(6)
  console.log(
    `  ${word} ${what}: ${shown(value)}${interval} ${unit}, bar ${sense} ${limit} ${unit}`.trimEnd(),
  )
}

export const bar = (what: string, value: number, limit: number, unit: string): void =>
  judge({ what, value, sense: '≤', bar: limit, unit, verdict: value <= limit ? 'met' : 'missed' })

/** A bar for an estimate: it is met when the worse end of the interval meets it, and never by a noisy run. */
export function barOf(
  what: string,
  { value, low, high, noisy }: Estimate,
  sense: Figure['sense'],
  limit: number,
  unit: string,
  beside?: string,
): void {
  const holds = sense === '≤' ? high <= limit : low >= limit
  const verdict = noisy ? 'noisy' : holds ? 'met' : 'missed'
  judge({ what, value, low, high, sense, bar: limit, unit, verdict, beside })
}

export const finish = (): never => {
  const file = process.env.BENCH_FIGURES
  if (file) for (const figure of figures) appendFileSync(file, `${JSON.stringify(figure)}\n`)
  console.log(`  ${load()} at the end`)
  process.exit(missed ? 1 : 0)
}
