import { countApplications } from '@/lib/applications/count-applications'
import { parseFilters } from '@/lib/applications/filters'
import type { Session } from '@/lib/auth/session'
import { translate } from '@/lib/i18n/translate'
import { Fact, Tile } from './tiles'

/** The module with what needs attention now. Facts that could not be read are left out, the way in stays. */
export async function ModuleTile({ session }: { session: Session }) {
  const counters = await countApplications(session, parseFilters({})).catch(() => null)
  const { failed = 0, overdue = 0 } = counters?.tabs ?? {}
  return (
    <Tile href="/applications" icon="list" name={translate('common.module')} wide>
      {counters && (
        <span className="flex flex-wrap gap-x-3">
          <span className="min-h-6">{translate('home.all', { count: counters.all })}</span>
          {failed > 0 && (
            <Fact href="/applications?tab=failed" alarming>
              {translate('home.failed', { count: failed })}
            </Fact>
          )}
          {overdue > 0 && (
            <Fact href="/applications?tab=overdue" alarming>
              {translate('home.overdue', { count: overdue })}
            </Fact>
          )}
          {failed + overdue === 0 && <span>{translate('home.calm')}</span>}
        </span>
      )}
    </Tile>
  )
}
