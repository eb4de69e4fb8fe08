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

export type Compared = { ours: number[]; reference: number[]; ratio: number; low: number; high: number }

/** Ours and the reference, A B A B…, `rounds` times; ratio of medians a round, its median and 95 % interval. */
export async function compare(
  rounds: number,
  ours: () => Promise<number[]>,
  reference: () => Promise<number[]>,
): Promise<Compared> {
  const all: Compared = { ours: [], reference: [], ratio: 0, low: 0, high: 0 }
  const ratios: number[] = []
  const bases: number[] = []
  for (let round = 0; round < rounds; round++) {
    const a = await ours()
    const b = await reference()
    all.ours.push(...a)
    all.reference.push(...b)
    ratios.push(median(a) / median(b))
    bases.push(median(b))
  }
  const drawn = Array.from({ length: 1000 }, () =>
    median(ratios.map(() => ratios[Math.floor(Math.random() * ratios.length)] ?? 1)),
  )
  Object.assign(all, { ratio: median(ratios), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) })
  if (Math.max(...bases) > 2 * Math.min(...bases))
    console.log('  noisy: the reference varied by more than 2× between rounds')
  return all
}

export const machine = (): string =>
  `${new Date().toISOString().slice(0, 10)} · ${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? 'cpu'} · Node ${process.versions.node} · load ${os.loadavg()[0]?.toFixed(1)}`

const ms = (value: number) => `${value.toFixed(1)} ms`
export const told = (values: number[]): string =>
  `p50 ${ms(median(values))}, p95 ${ms(quantile(values, 0.95))}`

let missed = 0
/** One line a bar: what, the figure, the bar, met or missed. A missed bar ends the run with exit 1. */
export function bar(what: string, figure: number, limit: number, unit: string): void {
  const met = figure <= limit
  if (!met) missed++
  console.log(`  ${met ? 'met   ' : 'MISSED'} ${what}: ${figure.toFixed(1)} ${unit}, bar ${limit} ${unit}`)
}
export const finish = (): never => process.exit(missed ? 1 : 0)
