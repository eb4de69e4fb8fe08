import { readFileSync } from 'node:fs'
import path from 'node:path'
import { translate } from '../lib/i18n/translate'
import type { Finding } from '../lib/smev/doctor/finding'
import { runningDatabase } from './installed.mjs'

export interface DoctorOptions {
  inn?: string
  wait: string
  'no-test'?: boolean
}

const MARKS = { ok: '✓', warn: '!', bad: '✗', skipped: '·' } as const
const DEMO_INN = '0000000000'

/** In the demo only `npm start` knows where its simulator and its key are: it wrote them down. */
function asStarted(): boolean {
  if (process.env.SMEV_ENDPOINT || process.env.SMEV_DRIVER) return false
  try {
    const file = path.resolve(process.env.DATA_DIR ?? 'data', 'run.json')
    const { smev } = JSON.parse(readFileSync(file, 'utf8')) as { smev?: Record<string, string> }
    Object.assign(process.env, smev)
    return smev !== undefined
  } catch {
    return false
  }
}

const known = (key: string): boolean => translate.has(key as never)

function line({ subject, level, code, values, detail }: Finding): string {
  const key = `doctor.${subject}.${known(`doctor.${subject}.${code}`) ? code : 'other'}`
  const words = translate(key as never, values as never)
  const said = detail ? `\n    ${detail}` : ''
  return `${MARKS[level]} ${translate(`doctor.subject.${subject}`)}: ${words}${said}`
}

/** Where the answers are that a running worker takes; undefined when no worker runs, or its database is not known here. */
async function logOfWorker() {
  process.env.DATABASE_URL ??= runningDatabase(path.resolve(process.env.DATA_DIR ?? 'data'))
  if (!process.env.DATABASE_URL && !process.env.DATABASE_URL_WORKER) return undefined
  const [{ health }, { findAnswer }] = await Promise.all([
    import('../lib/monitoring/health'),
    import('../lib/delivery/find-answer'),
  ])
  return (await health()).worker ? findAnswer : undefined
}

/** Whether nothing leaves because the database was restored, where it is known here. */
async function isHeld(): Promise<boolean> {
  if (!process.env.DATABASE_URL && !process.env.DATABASE_URL_WORKER) return false
  const { openHold } = await import('../lib/delivery/hold')
  return openHold()().catch(() => false)
}

/** Prints what stands in the way to ЕПГУ. @returns the exit code: 1 when something is wrong */
export async function doctor(options: DoctorOptions): Promise<number> {
  const waitMs = Number(options.wait) * 1000
  if (!(waitMs >= 0)) throw new Error(`--wait ${options.wait} is no number of seconds`)
  const demo = asStarted()
  // Only now: what these modules read of the environment has just been filled in.
  const heard = await logOfWorker()
  const [{ examine }, { usualDriver }, { disconnect }] = await Promise.all([
    import('../worker/doctor'),
    import('../lib/delivery/drivers'),
    import('../lib/core/db'),
  ])
  const senderInn = options['no-test'] ? undefined : (options.inn ?? (demo ? DEMO_INN : undefined))
  let worst = 0
  try {
    for await (const finding of examine({
      driver: usualDriver(),
      senderInn,
      waitMs,
      heard,
    })) {
      console.log(line(finding))
      if (finding.level === 'bad') worst = 1
    }
    if (await isHeld()) {
      console.log(line({ subject: 'hold', level: 'bad', code: 'restored' }))
      worst = 1
    }
  } finally {
    await disconnect()
  }
  return worst
}
