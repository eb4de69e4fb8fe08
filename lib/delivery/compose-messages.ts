import { asWorker, Prisma, type Tx } from '@/lib/core/db'
import type { DeliveryKind, SmevDriver } from '@/lib/core/generated/prisma/enums'
import { now } from '@/lib/core/clock'
import { driverOf } from './drivers'
import { Facts } from './facts'
import { holdUnsigned } from './hold-unsigned'
import { raiseAlarm } from './raise-alarm'
import { goesAlone } from './requeue'

export type Prepared =
  { ok: true; bytes: Uint8Array } | { ok: false; errors: string[]; verdict?: 'stop'; fault?: string }
/** Makes the bytes of one message; pure, no network. The worker hands in those of the drivers' gateways. */
export type Prepare = (message: {
  driver: SmevDriver
  messageId: string
  environment: Facts['environment']
  kind: DeliveryKind
  orders: Facts[]
}) => Prepared
/** Signs the files of a change that have no signature; or why that cannot be done now. */
export type Signing = { sign: (tx: Tx, facts: Facts) => Promise<Facts> } | { problem: string }
type Ready = {
  id: string
  application_id: string
  organisation_id: string
  kind: DeliveryKind
  driver: SmevDriver
  /** Of the message that carried it before. */
  before: SmevDriver | null
  facts: Prisma.JsonValue
  fault: string | null
}
type Change = Omit<Ready, 'facts'> & { facts: Facts }
type Limits = { deliveries: number; perMessage: number; newMessageId: () => string }

/**
 * Turns changes whose turn has come into messages: per application the oldest open one, and only when all before it are
 * settled (promise 2). The id and the unsigned bytes are stored here, in one transaction, before anything is sent (decision 4).
 * Returns how many messages were made.
 */
export async function composeMessages(limits: Limits, prepare: Prepare, signing?: Signing): Promise<number> {
  const making: Making = {
    newMessageId: limits.newMessageId,
    prepare,
    sign: signing && 'sign' in signing ? signing.sign : undefined,
  }
  return asWorker(async (tx) => {
    const signable = await holdUnsigned(tx, signing && 'problem' in signing ? signing.problem : undefined)
    const ready = await tx.$queryRaw<Ready[]>`
      SELECT d.id, d.application_id, d.organisation_id, d.kind, d.facts, d.fault, ${driverOf()} AS driver, m.driver AS before
      FROM deliveries d JOIN organisations o ON o.id = d.organisation_id LEFT JOIN messages m ON m.id = d.message_id
      WHERE d.state = 'QUEUED' AND d.not_before <= app_now()
        AND NOT EXISTS (SELECT FROM deliveries e WHERE e.application_id = d.application_id AND e.seq < d.seq
                        AND e.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))
        ${signable}
      ORDER BY d.created_at, d.seq
      LIMIT ${limits.deliveries}
      FOR UPDATE OF d SKIP LOCKED`
    let made = 0
    for (const group of batches(await readable(tx, ready), limits.perMessage))
      made += await composeGroup(tx, group, making)
    return made
  })
}

type Making = {
  newMessageId: () => string
  prepare: Prepare
  sign?: (tx: Tx, facts: Facts) => Promise<Facts>
}

/** Those whose facts can be read; the others fail alone. */
async function readable(tx: Tx, ready: Ready[]): Promise<Change[]> {
  const changes: Change[] = []
  for (const row of ready) {
    const facts = Facts.safeParse(row.facts)
    if (facts.success) changes.push({ ...row, facts: facts.data })
    else
      await refuseOwn(
        tx,
        row.id,
        facts.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`),
      )
  }
  return changes
}

function batches(ready: Change[], perMessage: number): Change[][] {
  const groups = new Map<string, Change[][]>()
  for (const row of ready) {
    const alone = goesAlone(row.fault) ? row.id : ''
    const key = [row.organisation_id, row.driver, row.kind, row.facts.environment, alone].join()
    const found = groups.get(key) ?? groups.set(key, [[]]).get(key) ?? []
    const last = found.at(-1)
    if (last && last.length < perMessage) last.push(row)
    else found.push([row])
  }
  return [...groups.values()].flat()
}

async function composeGroup(tx: Tx, group: Change[], making: Making): Promise<number> {
  const first = group[0]
  if (!first) return 0
  const messageId = making.newMessageId()
  const orders: Facts[] = []
  for (const { facts } of group) orders.push(making.sign ? await making.sign(tx, facts) : facts)
  const prepared = making.prepare({
    driver: first.driver,
    messageId,
    environment: orders[0]?.environment ?? 'SVCDEV',
    kind: first.kind,
    orders,
  })
  if (!prepared.ok) {
    if (prepared.verdict === 'stop') {
      // Nothing is wrong with the change: it waits as it is until an administrator has mended what is.
      await raiseAlarm(tx, 'send.stop', prepared.fault ?? 'unknown', prepared.errors.join('; '))
      return 0
    }
    if (group.length === 1) return refuseOwn(tx, first.id, prepared.errors)
    // One of them is bad: alone each shows which.
    let made = 0
    for (const row of group) made += await composeGroup(tx, [row], making)
    return made
  }
  const at = now()
  await tx.message.create({
    data: {
      id: messageId,
      organisationId: first.organisation_id,
      kind: first.kind,
      driver: first.driver,
      prepared: new Uint8Array(prepared.bytes),
      nextAttemptAt: at,
      createdAt: at,
    },
    select: { id: true },
  })
  await tx.delivery.updateMany({
    where: { id: { in: group.map((row) => row.id) } },
    data: { state: 'SENDING', messageId },
  })
  await storeAnew(tx, group)
  return 1
}

/** Files that another driver has put into its store are not in this one's. */
async function storeAnew(tx: Tx, group: Change[]): Promise<void> {
  const files = group
    .filter(({ before, driver }) => before !== null && before !== driver)
    .flatMap(({ facts }) => facts.status.attachments.map((file) => file.fileId))
  if (files.length > 0) await tx.file.updateMany({ where: { id: { in: files } }, data: { storedAt: null } })
}

async function refuseOwn(tx: Tx, id: string, errors: string[]): Promise<number> {
  await tx.delivery.update({
    where: { id },
    data: { state: 'FAILED', fault: `OwnCheck: ${errors.join('; ').slice(0, 2000)}`, settledAt: now() },
    select: { id: true },
  })
  return 0
}
