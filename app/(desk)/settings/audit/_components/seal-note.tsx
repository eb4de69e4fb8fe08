import type { SealState } from '@/lib/audit/get-seal-state'
import { formatDateTime } from '@/lib/core/format'
import { translate } from '@/lib/i18n/translate'

/** How far the journal is sealed, and what the last verification found. */
export function SealNote({ state, timeZone }: { state: SealState; timeZone: string }) {
  const { position, sealedAt, unsealed, check } = state
  const checked = check && {
    time: formatDateTime(check.at, timeZone),
    rows: check.rows,
    violations: check.violations,
  }
  return (
    <section aria-label={translate('audit.seal.title')} className="mb-3 text-sm text-muted">
      {position && sealedAt
        ? translate('audit.seal.sealed', { position, time: formatDateTime(sealedAt, timeZone) })
        : translate('audit.seal.never')}{' '}
      {translate('audit.seal.open', { count: unsealed })}{' '}
      {checked ? (
        <span className={checked.violations > 0 ? 'font-semibold text-red' : ''}>
          {translate(checked.violations > 0 ? 'audit.seal.broken' : 'audit.seal.checked', checked)}
        </span>
      ) : (
        translate('audit.seal.unchecked')
      )}
    </section>
  )
}
