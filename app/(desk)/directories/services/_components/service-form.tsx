'use client'

import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CancelButton } from '@/components/form/cancel-button'
import { ConflictDialog } from '@/components/form/conflict-dialog'
import { ErrorSummary } from '@/components/form/error-summary'
import { onSaveKey } from '@/components/form/save-key'
import { tellSaved } from '@/components/form/saved-note'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import type { ServiceCard } from '@/lib/catalogue/get-service'
import { SaveService, type ServiceForm as Form } from '@/lib/catalogue/schema'
import { saveServiceAction } from '../actions'
import { formOf } from './form-of'
import { HideService } from './hide-service'
import { CodesSection } from './codes-section'
import { EnvironmentsSection, IntakeSection, ResultSection, ServiceSection } from './plain-sections'
import type { ServiceProps } from './service-props'
import { StatusesSection } from './statuses-section'

const fields = [
  'name',
  'level',
  'eserviceCode',
  'codeOrigin',
  'targetCode',
  'onEpgu',
  'stateStructureCode',
  'allowedApplicants',
  'defaultChannel',
  'termWorkingDays',
  'allowedStatuses',
  'citizenTexts',
  'resultName',
  'tkuState',
  'testSince',
  'productionSince',
] as const

/** The card of a service: green «Сохранить» top left, Ctrl+S; who may not change it reads the same card. */
export function ServiceForm({ service, id, choices, manages, tabs }: ServiceProps & { tabs: ReactNode }) {
  const t = useTranslations('catalogue')
  const router = useRouter()
  const [theirs, setTheirs] = useState<ServiceCard>()
  const sheet = useSheet<Form, { id: string }>({
    id: 'service',
    schema: SaveService,
    values: formOf(service, id, choices),
    fields,
    save: saveServiceAction,
    onSaved: () => {
      tellSaved()
      router.push('/directories/services')
      router.refresh()
    },
    onConflict: (found) => setTheirs(found as ServiceCard),
  })
  return (
    <form
      noValidate
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onSaveKey(() => manages && sheet.submit())}
    >
      {manages && (
        <div className="sticky top-0 z-10 mb-3 flex flex-wrap items-center gap-3 bg-bg py-2">
          <Button look="save" busy={sheet.busy} hint="Ctrl+S" onClick={() => sheet.submit()}>
            {t('save')}
          </Button>
          <CancelButton isDirty={sheet.form.formState.isDirty} href="/directories/services" />
          {service && <HideService service={service} />}
        </div>
      )}
      <h1 tabIndex={-1} className="mb-3 w-fit">
        {service?.name ?? t('creating')}
      </h1>
      {tabs}
      {service && !service.active && <p className="mb-3 text-amber">{t('isHidden')}</p>}
      {service && <p className="mb-3 text-sm text-muted">{t('used', { count: service.applications })}</p>}
      {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
      <fieldset disabled={!manages} className="grid max-w-[760px] min-w-0 gap-4">
        <ServiceSection sheet={sheet} />
        <CodesSection sheet={sheet} />
        <IntakeSection sheet={sheet} choices={choices} />
        <StatusesSection sheet={sheet} choices={choices} />
        <ResultSection sheet={sheet} />
        <EnvironmentsSection sheet={sheet} />
      </fieldset>
      <ConflictDialog
        open={theirs !== undefined}
        mine={sheet.form.getValues()}
        theirs={theirs && formOf(theirs, id, choices)}
        fields={fields.map((name) => ({ name, label: t(`field.${name}`) }))}
        onClose={() => setTheirs(undefined)}
        onMine={() => {
          sheet.form.setValue('version', theirs?.version)
          setTheirs(undefined)
          sheet.submit()
        }}
        onTheirs={() => {
          if (theirs) sheet.form.reset(formOf(theirs, id, choices))
          setTheirs(undefined)
        }}
      />
    </form>
  )
}
