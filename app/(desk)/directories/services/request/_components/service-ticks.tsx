import { useTranslations } from 'use-intl'
import { FieldError } from '@/components/form/field'
import { Tick } from '@/components/form/tick'
import type { SheetOf } from '@/components/form/use-sheet'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import type { ServiceWithoutTku } from '@/lib/catalogue/list-without-tku'
import type { TkuRequestForm } from '@/lib/letters/tku-request'

type Props = { sheet: SheetOf<TkuRequestForm>; services: ServiceWithoutTku[]; total: number }

/** The services of one letter; those asked for already can be asked for again. */
export function ServiceTicks({ sheet, services, total }: Props) {
  const t = useTranslations('letters.tkuRequest')
  const chosen = sheet.form.watch('services')
  const error = sheet.error('services')
  const choose = (next: string[]) => {
    sheet.forgive('services')
    sheet.form.setValue('services', next, { shouldValidate: true })
  }
  return (
    <div
      role="group"
      aria-label={t('services')}
      aria-describedby={error ? 'tku-services-error' : undefined}
      className="grid gap-1"
    >
      {error && <FieldError id="tku-services-error">{error}</FieldError>}
      <ul className="max-h-72 overflow-auto">
        {services.map(({ id, name, eserviceCode, tkuState }, index) => (
          <li key={id}>
            <Tick
              id={index === 0 ? sheet.fieldId('services') : undefined}
              checked={chosen.includes(id)}
              onChange={({ target }) =>
                choose(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            >
              {name} <span className="text-muted tabular-nums">{eserviceCode}</span>{' '}
              {tkuState === 'REQUESTED' && <Badge tone="info">{t('requested')}</Badge>}
            </Tick>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3 text-sm text-muted">
        <span>{t('chosen', { count: chosen.length })}</span>
        {services.length > 1 && (
          <Button look="ghost" onClick={() => choose(services.map(({ id }) => id))}>
            {t('all')}
          </Button>
        )}
        {total > services.length && <span>{t('limited', { most: services.length, total })}</span>}
      </div>
    </div>
  )
}
