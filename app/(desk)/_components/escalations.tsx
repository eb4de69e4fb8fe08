import Link from 'next/link'
import { Icon } from '@/components/ui/icon'
import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { formatDateTime } from '@/lib/core/format'
import { listEscalations, type EscalationNotice } from '@/lib/delivery/list-escalations'
import { translate } from '@/lib/i18n/translate'

const groups = { line: 'waiting', answer: 'answer', person: 'refused' } as const

/** What does not reach ЕПГУ in time, for whoever can do something about it: clerks, supervisors, administrators. */
export async function Escalations({ session }: { session: Session }) {
  if (!can(session, 'deliveries.resend')) return null
  const found = await listEscalations(session).catch(() => [])
  if (found.length === 0) return null
  return (
    <ul className="mx-4 mt-3 grid gap-2 text-sm lg:mx-5">
      {found.map((notice) => (
        <Notice key={notice.cause} notice={notice} timeZone={session.timeZone} />
      ))}
    </ul>
  )
}

function Notice({ notice, timeZone }: { notice: EscalationNotice; timeZone: string }) {
  const { cause, changes: count, hours, limit, isOver, silent } = notice
  const since = formatDateTime(notice.since, timeZone)
  const half = Math.round(limit / 2) // all of them wait as long; the mark is the first one's
  return (
    <li
      className={`flex items-start gap-2 rounded-lg border px-3 py-2 ${isOver ? 'border-red bg-red-weak' : 'border-amber bg-amber-weak'}`}
    >
      <span className={`mt-0.5 ${isOver ? 'text-red' : 'text-amber'}`}>
        <Icon name="warn" />
      </span>
      <span>
        <strong>{translate(`escalation.late.${cause}`, { count, hours: half, since })}.</strong>{' '}
        {isOver
          ? translate('escalation.over', { count, limit })
          : hours > half && translate('escalation.soon', { count, limit, left: limit - hours })}{' '}
        {translate(`escalation.do.${cause}`, { count, silent: silent ?? '' })}{' '}
        <Link href={`/deliveries?group=${groups[cause]}`} className="text-blue underline">
          {translate(`escalation.open.${cause}`)}
        </Link>
      </span>
    </li>
  )
}
