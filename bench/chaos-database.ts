// What befalls the database of a chaos run and its disk.
import pg from 'pg'
import { wait, type Stage } from './chaos-stage'

const MiB = 2 ** 20

export const restartDatabase = (signal: NodeJS.Signals) => (stage: Stage) =>
  stage.hold('database', async () => {
    const { database } = stage.rig
    process.kill(database.pid ?? 0, signal)
    stage.killed()
    await database.ended
    await stage.insist(() => stage.rig.restartDatabase())
    stage.ended()
  })

/** It panics where its log cannot grow, and does not come up before there is space. */
export const fillDisk = (left: number, time: number) => (stage: Stage) =>
  stage.hold('database', async () => {
    const { disk, database } = stage.rig
    if (!disk) throw new Error('this machine gives us no disk of our own')
    let ended = false
    void database.ended.then(() => (ended = true))
    disk.fill(left * MiB)
    await wait(time * 1000)
    disk.free()
    await stage.insist(async () => {
      if (ended) await stage.rig.restartDatabase()
      await stage.sql('SELECT')
    })
    stage.ended()
  })

/** A connection of somebody else, for as long as `work` takes. */
export const session = async (stage: Stage, work: (client: pg.Client) => Promise<unknown>) => {
  const client = new pg.Client({ connectionString: stage.rig.env.DATABASE_URL })
  client.on('error', () => {})
  try {
    await client.connect()
    await work(client)
  } catch {
    // It was killed, or refused.
  } finally {
    await client.end().catch(() => undefined)
  }
}
