// A full disk must not end the embedded PostgreSQL (it panics where its log cannot grow): below the reserve it takes no more
// writes while everything can still be read, and once there is space it takes them again (fault F16).
import { statfs } from 'node:fs/promises'
import { query } from './postgres.mjs'

const RESERVE = 128 * 2 ** 20 // bytes: what the server may still write before it is told
const ENOUGH = 192 * 2 ** 20
const EVERY = 2000 // ms

export async function isFull(directory, below = RESERVE) {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize < below
}

/** Every two seconds, for as long as the process lives. `url` gives the address of the server's own superuser, or nothing while it is down. */
export function watchDisk({ directory, url, log }) {
  let full = false
  const look = async () => {
    const next = await isFull(directory, full ? ENOUGH : RESERVE)
    const connectionString = url()
    if (next === full || !connectionString) return
    await query(
      { connectionString },
      `ALTER SYSTEM SET default_transaction_read_only = ${next ? 'on' : 'off'}`,
    )
    await query({ connectionString }, 'SELECT pg_reload_conf()')
    if (next)
      log(
        `The disk of ${directory} is full: nothing is saved until there is space; what is saved can be read.`,
      )
    else log('There is space on the disk again: saving goes on.')
    full = next
  }
  setInterval(() => void look().catch(() => undefined), EVERY).unref()
}

/** A server that its full disk has ended cannot start on it; with space it does, and what it had committed is there. */
export async function onceThereIsSpace(start, { directory, log, over }) {
  for (let told = false; !over(); told = true) {
    try {
      return await start()
    } catch (error) {
      if (!(await isFull(directory))) throw error
      if (!told)
        log(
          `PostgreSQL does not start: the disk of ${directory} is full. Free some space; it is tried every five seconds.`,
        )
      await new Promise((done) => setTimeout(done, 5000))
    }
  }
}
