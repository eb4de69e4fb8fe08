import Link from 'next/link'
import { parseFilters } from '@/lib/applications/filters'
import { listApplications } from '@/lib/applications/list-applications'
import type { Session } from '@/lib/auth/session'
import { formatDateTime } from '@/lib/core/format'
import { translate } from '@/lib/i18n/translate'

const SHOWN = 3

/** «Продолжить»: the last drafts of mine. */
export async function ContinueDrafts({ session }: { session: Session }) {
  const filters = parseFilters({ tab: 'mine', state: 'DRAFT', sort: 'status' })
  const drafts = await listApplications(session, filters).catch(() => null)
  if (!drafts) return null
  return (
    <section aria-labelledby="continue" className="mt-7 max-w-[880px]">
      <h2 id="continue">{translate('home.continue')}</h2>
      {drafts.rows.length === 0 ? (
        <p className="mt-2 text-muted">{translate('home.noDrafts')}</p>
      ) : (
        <ul className="mt-2 divide-y divide-line rounded-xl border border-line bg-surface">
          {drafts.rows.slice(0, SHOWN).map((row) => (
            <li key={row.id} className="relative flex flex-wrap gap-x-3 px-4 py-2.5 hover:bg-bg">
              <Link
                href={`/applications/${row.id}`}
                className="font-medium whitespace-nowrap after:absolute after:inset-0"
              >
                {translate('home.draft', { number: row.number })}
              </Link>
              <span>{row.applicantName || translate('home.noName')}</span>
              <span className="min-w-0 flex-1 truncate text-muted max-sm:basis-full">
                {row.serviceName ?? translate('home.noService')}
              </span>
              <span className="text-[13px] whitespace-nowrap text-muted">
                {formatDateTime(row.stateAt, session.timeZone)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
