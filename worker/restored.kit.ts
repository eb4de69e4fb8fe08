import path from 'node:path'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { installationId, readJournals, type AnsweredLine, type SentLine } from '@/lib/delivery/sent-journal'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { owner } from '@/scripts/testing/plant'
import { desk } from './desk.kit'

/** The queue's tables as a backup of this moment would have them; `restore` puts them back. */
export async function backup() {
  const client = owner()
  const tables = ['deliveries', 'messages', 'message_splits']
  for (const table of tables)
    await client.$executeRawUnsafe(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`)
  await client.$executeRawUnsafe(`CREATE TABLE kept_applications AS SELECT * FROM applications`)
  await client.$disconnect()
  return async (tell = true) => {
    const db = owner()
    const triggers = async (be: 'ENABLE' | 'DISABLE') => {
      for (const table of [...tables, 'applications'])
        await db.$executeRawUnsafe(`ALTER TABLE ${table} ${be} TRIGGER USER`)
    }
    await triggers('DISABLE')
    await db.$executeRawUnsafe('DELETE FROM message_splits')
    await db.$executeRawUnsafe('DELETE FROM deliveries WHERE id NOT IN (SELECT id FROM kept_deliveries)')
    await db.$executeRawUnsafe(`UPDATE deliveries d SET state = 'SKIPPED', message_id = NULL`)
    await db.$executeRawUnsafe('DELETE FROM messages')
    await db.$executeRawUnsafe('INSERT INTO messages SELECT * FROM kept_messages')
    await db.$executeRawUnsafe(`
      UPDATE deliveries d SET state = k.state, message_id = k.message_id, ready_at = k.ready_at, not_before = k.not_before,
        settled_at = k.settled_at, answer_code = k.answer_code, answer_text = k.answer_text, fault = k.fault, elk_order_number = k.elk_order_number
      FROM kept_deliveries k WHERE k.id = d.id`)
    await db.$executeRawUnsafe(`
      UPDATE applications a SET elk_order_number = k.elk_order_number, delivery_state = k.delivery_state, version = k.version
      FROM kept_applications k WHERE k.id = a.id`)
    await triggers('ENABLE')
    for (const table of [...tables, 'applications']) await db.$executeRawUnsafe(`DROP TABLE kept_${table}`)
    if (tell) await db.$executeRawUnsafe(`SELECT hold_restored('a test')`)
    await db.$disconnect()
  }
}

export async function release() {
  const client = owner()
  await client.$executeRaw`SELECT release_restored('a test', 0, '{}')`
  await client.$disconnect()
}

/** What left, and what was answered, since then. */
export const journalled = async (since: Date) =>
  readJournals([path.join(env().DATA_DIR, 'sent-journal')], await installationId(), since)
/** Ids under which a change of this order has left, each once. */
export const idsOf = (orderNumber: string) => [
  ...new Set(
    desk.smev.sent.filter(({ bytes }) => bytes.includes(orderNumber)).map(({ messageId }) => messageId),
  ),
]
/** СМЭВ as it is: an id it has is not taken twice. */
export const again = () =>
  desk.smev.outcomes.push({ verdict: 'taken', raw: Buffer.from('MessageIsAlreadySent') })

export const changesOf = (...applications: { id: string }[]) =>
  asWorker((tx) =>
    tx.delivery.findMany({
      where: { applicationId: { in: applications.map(({ id }) => id) } },
      select: { id: true, state: true, messageId: true, fault: true, settledAt: true },
      orderBy: { seq: 'asc' },
    }),
  )
export const messageOf = (id: string) => asWorker((tx) => tx.message.findUniqueOrThrow({ where: { id } }))
export const idAt = (place: number) => desk.smev.sent[place]?.messageId ?? ''

/** When a line that a test wrote says that it was. */
export const AT = '2026-11-20T09:15:00.000Z'
export const left = async (
  changes: SentLine['changes'],
  given: Partial<SentLine> = {},
): Promise<SentLine> => ({
  at: AT,
  installation: await installationId(),
  sent: mintMessageId(),
  organisation: desk.planted.organisationId,
  kind: 'CREATE',
  driver: 'DIRECT',
  sha256: '',
  changes,
  ...given,
})
export const answered = async (id: string, given: Partial<AnsweredLine> = {}): Promise<AnsweredLine> => ({
  at: AT,
  installation: await installationId(),
  answered: id,
  ...given,
})

const say = async (id: string, what: string) => {
  const client = owner()
  await client.$executeRawUnsafe(`UPDATE messages SET ${what} WHERE id = '${id}'`)
  await client.$disconnect()
}
/** As if a worker had it. */
export const lease = (id: string) => say(id, 'lease_token = gen_random_uuid(), lease_until = app_now()')
export const putOff = (id: string) => say(id, `next_attempt_at = app_now() + interval '1 hour'`)
