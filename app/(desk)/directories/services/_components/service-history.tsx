import type { ServiceEvent } from '@/lib/catalogue/list-service-history'
import type { ServiceChoices } from '@/lib/catalogue/list-service-choices'
import { formatDateTime } from '@/lib/core/format'
import { translate } from '@/lib/i18n/translate'
import { changedValue, fieldName } from './changed-value'

type Props = { events: ServiceEvent[]; choices: ServiceChoices; timeZone: string }
const acts = ['create', 'update', 'import', 'request', 'hide', 'show'] as const

/** Who changed what and when, the old value and the new. */
export function ServiceHistory({ events, choices, timeZone }: Props) {
  if (events.length === 0) return <p>{translate('catalogue.noHistory')}</p>
  return (
    <ol className="grid gap-3">
      {events.map(({ id, at, by, action, changes }) => (
        <li key={id} className="rounded-xl border border-line bg-surface px-4 py-2.5 text-sm">
          <p>
            <span className="font-semibold">
              {translate(`catalogue.act.${acts.find((one) => action === `service.${one}`) ?? 'other'}`)}
            </span>{' '}
            <span className="text-muted">
              {formatDateTime(at, timeZone)}
              {by && ` · ${by}`}
            </span>
          </p>
          {action !== 'service.create' && (
            <ul className="mt-1 grid gap-0.5">
              {changes.map(({ field, old, new: fresh }) => (
                <li key={field} className="[overflow-wrap:anywhere]">
                  {translate('catalogue.change', {
                    field: fieldName(field),
                    old: changedValue(field, old, choices),
                    fresh: changedValue(field, fresh, choices),
                  })}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  )
}
