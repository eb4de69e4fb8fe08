import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient, type Prisma } from './generated/prisma/client'
import { columnKeys } from './column-keys'
import { env } from './env'
import { notFound } from './errors'
import { openResult, sealArguments } from './sealed-columns'

declare const inside: unique symbol
/** A transaction that is really open: the plain client is not assignable to it. */
export type Tx = Prisma.TransactionClient & { readonly [inside]: true }

const timing = { maxWait: 10_000, timeout: 20_000 }
const clients = globalThis as {
  webClient?: PrismaClient
  workerClient?: PrismaClient
  workerPool?: pg.Pool
  pulsePool?: pg.Pool
}

/** A line that was cut without a word is found dead within some ten minutes; without this whoever waits on it waits for ever. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 }

function openPool(url: string | undefined, max: number, more: pg.PoolConfig = {}): pg.Pool {
  if (!url) throw new Error('No database: DATABASE_URL is not set.')
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 300_000, // a connection that is given up takes its plans with it
    ...KEEP_ALIVE,
    ...more,
  })
  pool.on('error', () => undefined) // of an idle connection: the next query opens another
  // Between the pool and whoever takes it from there nobody else listens: an error then would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
const connect = (pool: pg.Pool) =>
  sealing(new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) }))

/** With a key the sealed columns are sealed and opened here, whoever writes and reads them (decision 020). */
export function sealing(client: PrismaClient): PrismaClient {
  if (columnKeys().length === 0) return client
  return client.$extends({
    query: {
      $allOperations: async ({ model, args, query }) =>
        openResult(await query(sealArguments(model, args) as never)) as never,
    },
  }) as unknown as PrismaClient
}

const web = () => (clients.webClient ??= connect(openPool(env().DATABASE_URL_WEB ?? env().DATABASE_URL, 20)))
const workerPool = () =>
  (clients.workerPool ??= openPool(env().DATABASE_URL_WORKER ?? env().DATABASE_URL, 10))
/** One connection that nothing else may keep busy, past a pooler where there is a way, and given up when nobody answers. */
const pulsePool = () =>
  (clients.pulsePool ??= openPool(
    env().DATABASE_URL_DIRECT ?? env().DATABASE_URL_WORKER ?? env().DATABASE_URL,
    1,
    { idleTimeoutMillis: 0, query_timeout: 10_000 },
  ))
const worker = () => (clients.workerClient ??= connect(workerPool()))

/**
 * Runs `work` in one transaction that sees the rows of one organisation only (row-level security); settings are written
 * only when the person has the right to them by the database's own table. What writes very many rows says how long it
 * may take. With `overseenId` the rows of that subordinate organisation are read instead of the own ones, and none can
 * be written; where there is no such sight there is no such organisation.
 */
export function inOrganisation<T>(
  session: { organisationId: string; userId?: string; overseenId?: string },
  work: (tx: Tx) => Promise<T>,
  timeout = timing.timeout,
): Promise<T> {
  return transaction(
    web(),
    async (tx) => {
      await tx.$executeRaw`SELECT enter_organisation(${session.organisationId}::uuid, ${session.userId || null}::uuid)`
      if (session.overseenId) await lookInto(tx, session.overseenId)
      return work(tx)
    },
    timeout,
  )
}

async function transaction<T>(
  client: PrismaClient,
  work: (tx: Tx) => Promise<T>,
  timeout = timing.timeout,
): Promise<T> {
  let wakes = false
  const done = await client.$transaction(
    async (tx) => {
      const result = await work(tx as Tx)
      wakes = waking.has(tx)
      return result
    },
    { ...timing, timeout },
  )
  if (wakes) wake(client)
  return done
}

const waking = new WeakSet<object>()
let [waker, wokenAt]: [NodeJS.Timeout | undefined, number] = [undefined, 0]
const WAKE_EVERY = 10 // ms

/** Wakes the workers when this transaction has committed. */
export const wakeAfterCommit = (tx: Tx): void => void waking.add(tx)

/**
 * One NOTIFY for all that commit within 10 ms, and outside of their transactions: PostgreSQL lets transactions that notify
 * commit one by one. One that is lost with its process costs a second: the workers look by themselves.
 */
function wake(client: PrismaClient): void {
  waker ??= setTimeout(
    () => {
      waker = undefined
      wokenAt = performance.now()
      client.$executeRaw`SELECT pg_notify('delivery', '')`.catch(() => undefined)
    },
    Math.max(0, wokenAt + WAKE_EVERY - performance.now()),
  )
}

async function lookInto(tx: Prisma.TransactionClient, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.overseen_id', ${organisationId}, true)`
  const [seen] = await tx.$queryRaw<{ id: string | null }[]>`SELECT overseen() AS id`
  if (!seen?.id) throw notFound()
}

/**
 * A transaction for what several organisations do at one moment: its functions of the database enter each of them in turn, for a person
 * who works there (`enter_organisation`). Outside of them no organisation's rows are to be read.
 */
export const inManyOrganisations = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transaction(web(), work)

/** Before anybody is known: signing in, looking a session up, health. Sees no organisation's rows. */
export function beforeSignIn<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(web(), work)
}

/** The worker's transaction: the whole queue, under the worker's own database role. */
export function asWorker<T>(work: (tx: Tx) => Promise<T>, timeout = timing.timeout): Promise<T> {
  return transaction(worker(), work, timeout)
}

// A name was not there, or was another's, or its result is another by now: the statement was not begun.
const NOT_BEGUN = ['26000', '42P05', '0A000']
const names = new Map<string, string>()
let mayName = true

/**
 * One statement of the worker, which is a transaction of its own: what is done for every message goes past the models. A bigint
 * comes as text, and what is sealed stays sealed. Statements have names, so that a connection keeps their plans; where a pooler
 * in between does not bear names, nothing has one from then on.
 */
export async function workerSql<Row extends pg.QueryResultRow>({ text, values }: Prisma.Sql): Promise<Row[]> {
  const name = names.get(text) ?? createHash('sha1').update(text).digest('hex')
  names.set(text, name)
  const isNamed = mayName
  try {
    return (await workerPool().query<Row>(isNamed ? { name, text, values } : { text, values })).rows
  } catch (error) {
    if (!isNamed || !NOT_BEGUN.includes((error as { code?: string }).code ?? '')) throw error
    mayName = false
    return workerSql({ text, values } as Prisma.Sql)
  }
}

/** A statement by which a worker shows that it lives. */
export const pulseSql = async (sql: Prisma.Sql): Promise<void> =>
  void (await pulsePool().query(sql.text, sql.values))

/** Closes what was opened. For the end of a process and of a test. */
export async function disconnect(): Promise<void> {
  clearTimeout(waker)
  waker = undefined
  await Promise.all([clients.webClient?.$disconnect(), clients.workerClient?.$disconnect()])
  for (const pool of [clients.workerPool, clients.pulsePool]) if (pool && !pool.ended) await pool.end()
  clients.webClient = clients.workerClient = clients.workerPool = clients.pulsePool = undefined
}

export { Prisma } from './generated/prisma/client'
