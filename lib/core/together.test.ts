import { expect, it } from 'vitest'
import { together } from './together'

/** Runs that end when the test says so. */
function opened(limits: { atOnce?: number; most?: number; within?: number } = {}) {
  const runs: { asked: string[]; end: (error?: Error) => void }[] = []
  const ask = together(
    (asked: string[]) =>
      new Promise<string[]>((done, fail) =>
        runs.push({
          asked,
          end: (error) => (error ? fail(error) : done(asked.map((one) => one.toUpperCase()))),
        }),
      ),
    { atOnce: 1, most: 3, within: 5000, ...limits, keysOf: (one) => [one[0] ?? ''] },
  )
  const turn = () => new Promise((done) => setTimeout(done, 5))
  const sets = () => runs.map(({ asked }) => asked.join())
  return { runs, ask, turn, sets }
}

it('a lone one goes without waiting for others, and those of one turn go in one run', async () => {
  const { runs, ask, turn, sets } = opened()
  const told = ask('a')
  await turn()
  expect(sets()).toEqual(['a'])
  runs[0]?.end()
  expect(await told).toBe('A')
  const more = [ask('b'), ask('c')]
  await turn()
  expect(sets()).toEqual(['a', 'b,c'])
  runs[1]?.end()
  expect(await Promise.all(more)).toEqual(['B', 'C'])
})

it('what comes meanwhile goes with the next, no more than there is room for, each with its own answer', async () => {
  const { runs, ask, turn, sets } = opened()
  const told = ['a', 'b', 'c', 'd', 'e'].map((one) => ask(one))
  await turn()
  expect(sets()).toEqual(['a,b,c'])
  runs[0]?.end()
  await turn()
  expect(sets()).toEqual(['a,b,c', 'd,e'])
  runs[1]?.end()
  expect(await Promise.all(told)).toEqual(['A', 'B', 'C', 'D', 'E'])
})

it('no two of one key go in one run, and both go', async () => {
  const { runs, ask, turn, sets } = opened()
  const told = ['a1', 'a2', 'b1'].map((one) => ask(one))
  await turn()
  runs[0]?.end()
  await turn()
  runs[1]?.end()
  expect(sets()).toEqual(['a1,b1', 'a2'])
  expect(await Promise.all(told)).toEqual(['A1', 'A2', 'B1'])
})

it('a run that fails fails those in it, and the others go on', async () => {
  const { runs, ask, turn } = opened({ atOnce: 2, most: 1 })
  const [first, second, third] = ['a', 'b', 'c'].map((one) => ask(one))
  await turn()
  expect(runs).toHaveLength(2)
  runs[0]?.end(new Error('broken'))
  await expect(first).rejects.toThrow('broken')
  await turn()
  expect(runs).toHaveLength(3)
  runs[2]?.end()
  runs[1]?.end()
  expect(await Promise.all([second, third])).toEqual(['B', 'C'])
})

it('those who come while there is room for two runs make one run, and none is empty', async () => {
  const { runs, ask, turn, sets } = opened({ atOnce: 2 })
  const told = ['a', 'b', 'c'].map((one) => ask(one))
  await turn()
  expect(sets()).toEqual(['a,b,c'])
  const more = ['d', 'e'].map((one) => ask(one))
  await turn()
  expect(sets()).toEqual(['a,b,c', 'd,e'])
  runs.forEach(({ end }) => end())
  expect(await Promise.all([...told, ...more])).toEqual(['A', 'B', 'C', 'D', 'E'])
  await turn()
  expect(runs).toHaveLength(2)
})

it('a run that does not end keeps nobody for longer than it may', async () => {
  const { runs, ask, turn, sets } = opened({ within: 30 })
  const [stuck, next] = [ask('a'), turn().then(() => ask('b'))]
  await expect(stuck).rejects.toThrow('not done within 30 ms')
  await turn()
  expect(sets()).toEqual(['a', 'b'])
  runs[1]?.end()
  expect(await next).toBe('B')
  runs[0]?.end() // too late: it is told to nobody
})
