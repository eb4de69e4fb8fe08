import type { Tx } from '@/lib/core/db'

/** Locks a delivery's application before the delivery: whoever changes both takes them in this order. */
export async function lockApplicationOf(tx: Tx, deliveryId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM applications
    WHERE id = (SELECT application_id FROM deliveries WHERE id = ${deliveryId}::uuid) FOR NO KEY UPDATE`
}

/** The same for all that a message carries, and for what waits for what becomes of it. */
export async function lockApplicationsOf(tx: Tx, messageId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM applications
    WHERE id IN (SELECT application_id FROM deliveries WHERE message_id = ${messageId}::uuid
      UNION ALL SELECT application_id FROM deliveries WHERE id IN (SELECT unnest(rest || free) FROM message_splits WHERE message_id = ${messageId}::uuid))
    ORDER BY id FOR NO KEY UPDATE`
}

/** The same for several deliveries at once: in one order, so that two who lock several never wait for each other. */
export async function lockApplicationsWith(tx: Tx, deliveryIds: string[]): Promise<void> {
  await tx.$queryRaw`SELECT id FROM applications
    WHERE id IN (SELECT application_id FROM deliveries WHERE id = ANY(${deliveryIds}::uuid[])) ORDER BY id FOR NO KEY UPDATE`
}
