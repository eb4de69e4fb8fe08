import { env } from './env'
import { now } from './clock'
import { openSyslog } from './syslog'

type Fields = Record<string, string | number | boolean | bigint | null | undefined>
const order = ['debug', 'info', 'warn', 'error', 'silent'] as const
type Level = Exclude<(typeof order)[number], 'silent'>

const held = globalThis as { syslog?: ReturnType<typeof openSyslog> }

function write(
  level: Level,
  event: string,
  fields: Fields = {},
  to: 'both' | 'here' | 'there' = 'both',
): void {
  const target = to === 'here' ? undefined : env().LOG_SYSLOG
  if (to === 'there' ? !target : order.indexOf(level) < order.indexOf(env().LOG_LEVEL)) return
  const at = now().toISOString()
  const line = JSON.stringify({ at, level, event, ...fields }, (_, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  if (to !== 'there') process.stderr.write(`${line}\n`)
  if (!target) return
  held.syslog ??= openSyslog(target, (...told) => write(...told, 'here'))
  held.syslog({ level, event, at, line })
}

/** Ids, counts and codes only: a name, a СНИЛС or a text typed by a person never enters a log (I10). */
export const log = {
  debug: (event: string, fields?: Fields) => write('debug', event, fields),
  info: (event: string, fields?: Fields) => write('info', event, fields),
  warn: (event: string, fields?: Fields) => write('warn', event, fields),
  error: (event: string, fields?: Fields) => write('error', event, fields),
  /** What stands in the database already: for another system alone, whatever the level. */
  record: (event: string, fields?: Fields) => write('info', event, fields, 'there'),
}

/** What an unexpected error may tell a log: its kind and place, not its message, which may hold data. */
export function trace(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    error: error.name,
    code,
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 6)
      .join(' '),
  }
}
