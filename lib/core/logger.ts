import { env } from './env'
import { now } from './clock'

type Fields = Record<string, string | number | boolean | bigint | null | undefined>
const order = ['debug', 'info', 'warn', 'error', 'silent'] as const
type Level = Exclude<(typeof order)[number], 'silent'>

function write(level: Level, event: string, fields: Fields = {}): void {
  if (order.indexOf(level) < order.indexOf(env().LOG_LEVEL)) return
  const line = JSON.stringify({ at: now().toISOString(), level, event, ...fields }, (_, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  process.stderr.write(`${line}\n`)
}

/** Ids, counts and codes only: a name, a СНИЛС or a text typed by a person never enters a log (I10). */
export const log = {
  debug: (event: string, fields?: Fields) => write('debug', event, fields),
  info: (event: string, fields?: Fields) => write('info', event, fields),
  warn: (event: string, fields?: Fields) => write('warn', event, fields),
  error: (event: string, fields?: Fields) => write('error', event, fields),
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
