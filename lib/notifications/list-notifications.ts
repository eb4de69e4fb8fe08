import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import type { ApplicantKind, NotificationState } from '@/lib/core/generated/prisma/enums'
import { maskInn } from '@/lib/identifiers/inn'
import { maskSnils } from '@/lib/identifiers/snils'

export type NotificationRow = {
  id: string
  recipientKind: ApplicantKind
  recipientName: string
  identifier: string
  title: string
  text: string
  state: NotificationState
  lastFault: string | null
  answerText: string | null
  nextAttemptAt: string | null
  createdAt: string
  readAt: string | null
}

const PAGE = 50

/** The organisation's notifications, newest first; numbers of people are masked. */
export async function listNotifications(session: Session): Promise<NotificationRow[]> {
  const rows = await inOrganisation(session, (tx) =>
    tx.notification.findMany({ orderBy: { createdAt: 'desc' }, take: PAGE }),
  )
  return rows.map((row) => ({
    id: row.id,
    recipientKind: row.recipientKind,
    recipientName: row.recipientName,
    identifier: row.recipientKind === 'PERSON' ? maskSnils(row.identifier) : maskInn(row.identifier),
    title: row.title,
    text: row.text,
    state: row.state,
    lastFault: row.lastFault,
    answerText: row.answerText,
    nextAttemptAt: row.state === 'QUEUED' && row.attempts > 0 ? row.nextAttemptAt.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  }))
}
