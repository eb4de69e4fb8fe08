'use client'

import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ErrorSummary } from '@/components/form/error-summary'
import { Tick } from '@/components/form/tick'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import type { ServiceWithoutTku } from '@/lib/catalogue/list-without-tku'
import { TkuRequest, type TkuRequestForm } from '@/lib/letters/tku-request'
import { makeTkuRequestAction } from '../../actions'
import { Panel } from '../../_components/panel'
import { Questions } from './questions'
import { RequestDialog, type Made } from './request-dialog'
import { ServiceTicks } from './service-ticks'

const fields = ['services', 'bodyAbsent', 'onVku', 'inTest', 'planned', 'plannedList', 'origin'] as const

type Props = { services: ServiceWithoutTku[]; total: number; first: string | null }

/** Letter L2: which services, four answers, then the letter itself over the page. */
export function RequestScreen({ services, total, first }: Props) {
  const t = useTranslations('letters.tkuRequest')
  const [made, setMade] = useState<Made>()
  const sheet = useSheet<TkuRequestForm, Omit<Made, 'unmarked'>>({
    id: 'tku',
    schema: TkuRequest,
    values: {
      services: services.filter(({ id }) => id === first).map(({ id }) => id),
      onVku: '',
      inTest: '',
      planned: '',
      plannedList: '',
      origin: '',
      bodyAbsent: false,
    },
    fields,
    save: makeTkuRequestAction,
    onSaved: (letter, form) =>
      setMade({
        ...letter,
        unmarked: form.services.filter((id) =>
          services.some((one) => one.id === id && one.tkuState === 'NONE'),
        ),
      }),
  })
  return (
    <div className="px-4 pt-2 pb-8 lg:px-5">
      <h1 tabIndex={-1} className="mb-2 w-fit">
        {t('title')}
      </h1>
      {services.length === 0 ? (
        <p>
          {t('noServices')}{' '}
          <Link href="/directories/services" className="text-blue underline">
            {t('back')}
          </Link>
        </p>
      ) : (
        <form noValidate onSubmit={(event) => event.preventDefault()} className="grid max-w-[760px] gap-4">
          <p className="text-sm">{t('hint')}</p>
          {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
          <Panel title={t('services')}>
            <ServiceTicks sheet={sheet} services={services} total={total} />
            <Tick
              {...sheet.form.register('bodyAbsent', { onChange: () => sheet.forgive('services') })}
              id={sheet.fieldId('bodyAbsent')}
            >
              {t('bodyAbsent')}
            </Tick>
          </Panel>
          <Panel title={t('questions')}>
            <Questions sheet={sheet} services={services} />
          </Panel>
          <Button look="primary" busy={sheet.busy} onClick={() => sheet.submit()} className="w-fit">
            {t('make')}
          </Button>
          {made && <RequestDialog made={made} onClose={() => setMade(undefined)} />}
        </form>
      )}
    </div>
  )
}
