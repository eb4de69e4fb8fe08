// R4: how fast healthy applications go while one in a hundred cannot be read, one in twenty is refused and one call in a hundred is
// slow to answer, against the same without all that; beside it, where one in a thousand has its whole message refused.
// R5: how one of 500 is found for which СМЭВ refuses them all.
import { plantBacklog, SERVICE } from './backlog'
import { wait } from './chaos-stage'
import { bar, barOf, finish, machine, median, ratioOf } from './measure'
import { openBench } from './sides'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const HEALTHY = Number(process.env.APPLICATIONS ?? 10_000)
const CHANGES = 4
const SHARE = 0.75 // of the healthy changes: the end of a backlog waits for a few slow calls, whoever sends it
const REFUSING = '-9900000000160000002'
const HOSTILE = '-9900000000160000003'
const FOREVER = 1_000_000_000
const REFUSALS = [
  { answer: 4, targetCode: REFUSING, count: FOREVER },
  { answer: 'SMEV-403', targetCode: HOSTILE, count: FOREVER },
]
const SLOW = ['SendRequest', 'GetResponse', 'Ack'].map((operation) => ({
  operation,
  fault: 'slow',
  every: 100,
}))

/** Applications that stand between the healthy ones: how many, and what is wrong with them. */
type Mixed = { unreadable?: number; refused?: number; hostile?: number }
const spoilt: Record<keyof Mixed, string> = {
  unreadable: `facts - 'status'`,
  refused: `jsonb_set(facts, '{serviceTargetCode}', '"${REFUSING}"')`,
  hostile: `jsonb_set(facts, '{serviceTargetCode}', '"${HOSTILE}"')`,
}

const bench = await openBench('isolation')
const { rig } = bench
const rows = async <T extends object>(text: string, given: unknown[]): Promise<T[]> =>
  (await rig.owner.query<T>(text, given)).rows

/** Returns the numbers of the healthy. */
async function plant(healthy: number, changes: number, mixed: Mixed): Promise<string[]> {
  const others = (Object.entries(mixed) as [keyof Mixed, number][]).flatMap(([kind, count]) =>
    Array<keyof Mixed>(count).fill(kind),
  )
  const numbers = await plantBacklog(rig.owner, bench.organisation, {
    applications: healthy + others.length,
    changes,
    tidy: false,
  })
  const step = Math.floor(numbers.length / Math.max(1, others.length))
  const spoil = numbers.filter((_, place) => place % step === 0).slice(0, others.length)
  await rig.owner.query('ALTER TABLE deliveries DISABLE TRIGGER deliveries_guard')
  for (const kind of Object.keys(mixed) as (keyof Mixed)[])
    await rows(
      `UPDATE deliveries d SET facts = ${spoilt[kind]} FROM applications a
       WHERE a.id = d.application_id AND a.order_number = ANY ($1) AND d.kind = 'CREATE'`,
      [spoil.filter((_, place) => others[(place * 7919) % others.length] === kind)],
    )
  await rig.owner.query('ALTER TABLE deliveries ENABLE TRIGGER deliveries_guard')
  for (const table of ['applications', 'status_changes', 'deliveries'])
    await rig.owner.query(`VACUUM ANALYZE ${table}`)
  const bad = new Set(spoil)
  return numbers.filter((one) => !bad.has(one))
}

const OWN = `FROM deliveries d JOIN applications a ON a.id = d.application_id WHERE a.order_number = ANY ($1)`

type Drained = { began: number; since: Date; healthy: string[] }

/** Lets a worker of ours take it away, until every change of a healthy application is accepted. */
async function drain(
  [healthy, changes, mixed]: Parameters<typeof plant>,
  rules: object[],
  more: Record<string, string> = {},
): Promise<Drained> {
  const numbers = await plant(healthy, changes, mixed)
  for (const rule of rules) await rig.control('POST', 'faults', rule)
  const since = new Date()
  const worker = await rig.startWorker(more)
  const began = Date.now()
  for (let [left, moved] = [healthy * changes, began]; left > 0;) {
    await wait(1000)
    const [now] = await rows<{ n: number }>(`SELECT count(*)::int AS n ${OWN} AND d.state <> 'ACCEPTED'`, [
      numbers,
    ])
    if (now && now.n < left) moved = Date.now()
    else if (Date.now() - moved > 90_000) throw new Error(`${left} healthy changes stand still`)
    left = now?.n ?? left
  }
  await worker.kill('SIGTERM')
  await rig.control('DELETE', 'faults')
  return { began, since, healthy: numbers }
}

/** Changes of healthy applications accepted in a second, until most of them were; and how many of the others failed. */
async function rate(mixed: Mixed, rules: object[]): Promise<{ rate: number; failed: number }> {
  const { began, since, healthy } = await drain([HEALTHY, CHANGES, mixed], rules)
  const [most] = await rows<{ at: Date }>(
    `SELECT percentile_disc(${SHARE}) WITHIN GROUP (ORDER BY d.settled_at) AS at ${OWN}`,
    [healthy],
  )
  const [failed] = await rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM deliveries WHERE state IN ('FAILED', 'REFUSED') AND settled_at > $1`,
    [since],
  )
  const seconds = ((most?.at.getTime() ?? Number.NaN) - began) / 1000
  const expected = Object.values(mixed).reduce((sum, count) => sum + count, 0)
  if (failed?.n !== expected) throw new Error(`${failed?.n} failed, ${expected} were to fail`)
  return { rate: (HEALTHY * CHANGES * SHARE) / seconds, failed: expected }
}

/** Messages until the one stands alone and the others have gone, and seconds from the first of them until that. */
async function search(): Promise<{ messages: number; seconds: number }> {
  const { since } = await drain([499, 1, { hostile: 1 }], REFUSALS, { SMEV_ORDERS_PER_MESSAGE: '500' })
  const [found] = await rows<{ messages: number; seconds: number }>(
    `SELECT count(DISTINCT m.id)::int AS messages,
       (extract(epoch FROM max(m.answered_at) FILTER (WHERE d.state = 'ACCEPTED') - min(m.sent_at)))::float8 AS seconds
     FROM messages m LEFT JOIN deliveries d ON d.message_id = m.id WHERE m.created_at > $1`,
    [since],
  )
  return found ?? { messages: Number.NaN, seconds: Number.NaN }
}

try {
  await rig.control(
    'PUT',
    'services',
    [SERVICE, REFUSING, HOSTILE].map((targetCode) => ({ targetCode, name: 'Услуга' })),
  )
  console.log(`\n${HEALTHY} healthy applications of ${CHANGES} changes · simulator 20 ms · ${machine()}`)
  const each = (share: number) => Math.round(HEALTHY * share)
  const [clean, mixed, hostile]: [number[], number[], number[]] = [[], [], []]
  for (let round = 1; round <= ROUNDS; round++) {
    const alone = await rate({}, [])
    const beside = await rate({ unreadable: each(0.01), refused: each(0.05) }, [...SLOW, ...REFUSALS])
    const whole = await rate({ hostile: each(0.001) }, REFUSALS)
    clean.push(alone.rate)
    mixed.push(beside.rate)
    hostile.push(whole.rate)
    console.log(
      `  round ${round}: ${alone.rate.toFixed(0)}/s alone; ${beside.rate.toFixed(0)}/s beside ${beside.failed} that failed and slow calls; ` +
        `${whole.rate.toFixed(0)}/s beside ${whole.failed} whose messages were refused whole`,
    )
  }
  const both = (ours: number[]) => `${median(ours).toFixed(0)}/s against ${median(clean).toFixed(0)}/s`
  barOf(
    'R4 healthy beside bad ones ÷ alone, until three in four were accepted',
    ratioOf(mixed, clean),
    '≥',
    0.85,
    'times',
    both(mixed),
  )
  console.log(`  one in a thousand has its whole message refused: ${both(hostile)}`)
  const { messages, seconds } = await search()
  bar('R5 messages until one bad of 500 stands alone and the others have gone', messages, 11, '')
  bar('R5 what the others wait for that', seconds, 5, 's')
} finally {
  await rig.close()
}
finish()
