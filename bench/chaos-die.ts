// Loaded into a worker before it: after SIGUSR2 it kills itself at the point that the file named DIE_AT tells (faults F1 to F4).
import { readFileSync } from 'node:fs'
import http from 'node:http'
import pg from 'pg'

let armed = ''
// A statement of the worker that writes is mostly a transaction of its own.
const COMMITS = /^COMMIT|take_messages|(INSERT INTO|UPDATE) (messages|envelopes|deliveries)\b/
process.on('SIGUSR2', () => (armed = readFileSync(process.env.DIE_AT ?? '', 'utf8').trim()))
const reach = (point: string) => void (armed === point && process.kill(process.pid, 'SIGKILL'))

const request = http.request
http.request = ((...args: Parameters<typeof request>) => {
  const made = request(...args)
  const header = made.getHeader('SOAPAction')
  const operation = typeof header === 'string' ? header.replace(/^.*[:/]|"/g, '') : ''
  const end = made.end.bind(made)
  made.end = ((...sent: Parameters<typeof end>) => {
    reach(`${operation}.before`)
    return end(...sent)
  }) as typeof made.end
  made.on('finish', () => reach(`${operation}.sent`))
  made.on('response', (response) => response.on('end', () => reach(`${operation}.answered`)))
  return made
}) as typeof request

type Query = (...args: unknown[]) => unknown
const prototype = pg.Client.prototype as unknown as { query: Query }
const query = prototype.query
prototype.query = function (this: unknown, ...args: unknown[]) {
  const [first] = args
  const text = typeof first === 'string' ? first : (first as { text?: string } | undefined)?.text
  if (!COMMITS.test(text ?? '')) return query.apply(this, args)
  reach('commit.before')
  const told = args.at(-1)
  if (typeof told === 'function')
    args[args.length - 1] = (...result: unknown[]) => {
      reach('commit.after')
      return told(...result) as unknown
    }
  const done = query.apply(this, args)
  void (done as Promise<unknown> | undefined)?.then?.(
    () => reach('commit.after'),
    () => undefined,
  )
  return done
}
