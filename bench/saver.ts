// Changes of status saved by the domain's own verb at a steady rate: an open loop, what is not kept up with waits and its waiting counts.
import { changeStatus } from '../lib/applications/change-status'
import type { Clerk } from './clerk'
import { plainChange } from './clerk'

const AT_ONCE = 256
const STATUSES = [7, 36]

export type Saveable = { id: string; version: number }
export type Offered = {
  saved: number
  refused: number
  /** From the moment when a save was due to its end, in milliseconds; and of the save alone. */
  waits: number[]
  took: number[]
  seconds: number
}

export function openSaver({ session }: Clerk, applications: Saveable[]) {
  let next = 0
  const save = async (): Promise<void> => {
    const application = applications[next % applications.length]
    const status = STATUSES[Math.floor(next++ / applications.length) % STATUSES.length] ?? 7
    if (!application) throw new Error('no applications')
    const change = plainChange(application.id, application.version, status, crypto.randomUUID())
    application.version = (await changeStatus(session, change)).version
  }
  /** Gives up after twice the time. */
  return async (rate: number, seconds: number): Promise<Offered> => {
    const began = performance.now()
    const elapsed = () => performance.now() - began
    const total = Math.round(rate * seconds)
    const offered: Offered = { saved: 0, refused: 0, waits: [], took: [], seconds: 0 }
    let given = 0
    let underWay = 0
    const one = async (dueAt: number) => {
      underWay++
      const from = elapsed()
      await save().then(
        () => offered.saved++,
        (error: unknown) => ++offered.refused === 1 && console.error(error),
      )
      underWay--
      offered.waits.push(elapsed() - dueAt)
      offered.took.push(elapsed() - from)
    }
    while ((given < total || underWay > 0) && elapsed() < seconds * 2000) {
      while (given < total && underWay < AT_ONCE && given < (elapsed() / 1000) * rate)
        void one((given++ / rate) * 1000)
      const next = given < total ? (given / rate) * 1000 - elapsed() : 10
      await new Promise((done) => setTimeout(done, Math.max(1, next)))
    }
    offered.seconds = elapsed() / 1000
    return offered
  }
}
