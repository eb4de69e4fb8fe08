// A full disk must not end the embedded PostgreSQL (it panics where its log cannot grow): below the reserve it takes no more
// writes while everything can still be read, and once there is space it takes them again (fault F16).
import { statfs } from 'node:fs/promises'
import { query } from './postgres.mjs'

const RESERVE = 128 * 2 ** 20 // bytes: what the server may still write before it is told
const ENOUGH = 192 * 2 ** 20
const EVERY = 2000 // ms

/** Whether any of the disks that these folders are on is full. */
export async function isFull(folders, below = RESERVE) {
  const left = await Promise.all(folders.map((folder) => statfs(folder)))
  return left.some(({ bavail, bsize }) => bavail * bsize < below)
}

/** Every two seconds, for as long as the process lives. `serving` gives the server, or nothing while it is down. */
export function watchDisk({ folders, serving, log }) {
  let [full, known] = [false, undefined]
  const look = async () => {
    const server = serving()
    if (!server) return
    if (server !== known) [full, known] = [false, server] // one that was started anew takes writes (embedded.mjs)
    const next = await isFull(folders, full ? ENOUGH : RESERVE)
    if (next === full) return
    const connectionString = server.url('postgres')
    await query(
      { connectionString },
      `ALTER SYSTEM SET default_transaction_read_only = ${next ? 'on' : 'off'}`,
    )
    await query({ connectionString }, 'SELECT pg_reload_conf()')
    if (next)
      log(
        `The disk of ${folders.join(' or ')} is full: nothing is saved until there is space; what is saved can be read.`,
      )
    else log('There is space on the disk again: saving goes on.')
    full = next
  }
  setInterval(() => void look().catch(() => undefined), EVERY).unref()
}

/** A server that its full disk has ended cannot start on it; with space it does, and what it had committed is there. */
export async function onceThereIsSpace(start, { folders, log, over }) {
  for (let told = false; !over(); told = true) {
    try {
      return await start()
    } catch (error) {
      if (!(await isFull(folders))) throw error
      if (!told)
        log(
          `PostgreSQL does not start: the disk of ${folders.join(' or ')} is full. Free some space; it is tried every five seconds.`,
        )
      await new Promise((done) => setTimeout(done, 5000))
    }
  }
}
