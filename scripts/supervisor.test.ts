import { expect, it } from 'vitest'
import { Supervisor } from './supervisor.mjs'

/** A child that dies at once, again and again. */
const dying = { command: process.execPath, args: ['-e', "console.log('up'); process.exitCode = 3"] }
async function watch(isUp: boolean, enough: number) {
  const told: string[] = []
  return new Promise<{ told: string[]; gaveUp: string | null }>((done) => {
    const end = (gaveUp: string | null) => {
      void supervisor.stop(['worker']).then(() => done({ told, gaveUp }))
    }
    const supervisor = new Supervisor({
      log: (line: string) => {
        told.push(line)
        if (told.length === enough) end(null)
      },
      giveUp: end,
      isUp: () => isUp,
      pause: 1,
    })
    supervisor.start('worker', { ...dying, env: process.env, cwd: '.', ready: undefined })
  })
}

it('gives up with the last words while the product starts', async () => {
  const { told, gaveUp } = await watch(false, 99)
  expect(told).toHaveLength(5)
  expect(gaveUp).toBe('worker ended with code 3, 5 restarts in ten minutes did not help. Its last words: up')
})

it('goes on with longer and longer pauses once it was up', async () => {
  const { told, gaveUp } = await watch(true, 8)
  expect(gaveUp).toBeNull()
  expect(told.map((line) => /in ([\d.]+) s/.exec(line)?.[1])).toEqual(
    [1, 1, 1, 1, 1, 2, 4, 8].map((ms) => String(ms / 1000)),
  )
})
