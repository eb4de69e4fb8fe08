import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'

/** Which act destroyed a content, when, and the digest of the export where it is kept. */
export type Destroyed = { act: string; at: Date; exportDigest: string }
export type Exchange = {
  direction: 'OUT' | 'IN'
  operation: string
  at: Date
  xml: string
  destroyed?: Destroyed
}

/** The envelopes of a delivery's message, out and in, with personal data masked, for an administrator (X14). */
export async function getMessageXml(session: Session, input: { deliveryId: string }): Promise<Exchange[]> {
  return inOrganisation(session, async (tx) => {
    const delivery = await tx.delivery.findUnique({ where: { id: input.deliveryId } })
    if (!delivery) throw notFound()
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'delivery.xml',
      subjectType: 'application',
      subjectId: delivery.applicationId,
      details: { deliveryId: delivery.id },
      ip: session.ip,
    })
    if (!delivery.messageId) return []
    const envelopes = await tx.envelope.findMany({
      where: {
        OR: [{ messageId: delivery.messageId, direction: 'OUT' }, { originalMessageId: delivery.messageId }],
      },
      orderBy: { id: 'asc' },
      include: { act: { select: { id: true, at: true, exportDigest: true } } },
    })
    return envelopes.map((row) => ({
      direction: row.direction,
      operation: row.operation,
      at: row.createdAt,
      xml: row.body ? maskXml(new TextDecoder().decode(row.body)) : '',
      destroyed: row.act ? destroyedBy(row.act) : undefined,
    }))
  })
}

const destroyedBy = ({
  id,
  at,
  exportDigest,
}: {
  id: bigint
  at: Date
  exportDigest: Uint8Array
}): Destroyed => ({
  act: String(id),
  at,
  exportDigest: Buffer.from(exportDigest).toString('hex'),
})

const personal = 'snils|lastName|firstName|middleName|birthDate|series|number|INN|EsiaId|ErnId'

const dots = (text: string): string => '•'.repeat(Math.min(12, [...text].length))

/**
 * Replaces the content of what names a person: elements, whatever their prefix and however JSON spells their brackets, and
 * the JSON of the adapter's plug-in.
 */
export function maskXml(xml: string): string {
  return xml
    .replaceAll(/\\u003([ce])/gi, (_, code: string) => (code.toLowerCase() === 'c' ? '<' : '>'))
    .replaceAll('<\\/', '</')
    .replaceAll(
      new RegExp(
        `(<(?:[\\w.-]+:)?(${personal})(?:\\s[^<>]*)?>)((?:<!\\[CDATA\\[.{0,1000}?\\]\\]>|[^<])*)(?=</)`,
        'gs',
      ),
      (_, open: string, _name, text: string) => `${open}${dots(text)}`,
    )
    .replaceAll(
      new RegExp(`("(?:${personal})"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|-?\\d+)`, 'gi'),
      (_, key: string, value: string) => `${key}"${dots(value.replace(/^"|"$/g, ''))}"`,
    )
}
