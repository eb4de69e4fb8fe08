'use client'

import { useTranslations } from 'use-intl'
import { FieldError } from '@/components/form/field'
import { SheetField, SheetSelect } from '@/components/form/sheet-field'
import { Tick } from '@/components/form/tick'
import type { SheetOf } from '@/components/form/use-sheet'
import type { ServiceChoices } from '@/lib/catalogue/list-service-choices'
import { applicantKinds, levels, type ServiceForm } from '@/lib/catalogue/schema'
import { tkuStates } from '@/lib/catalogue/tku-state'
import { Panel } from './panel'

type Props = { sheet: SheetOf<ServiceForm> }

export function ServiceSection({ sheet }: Props) {
  const t = useTranslations('catalogue')
  return (
    <Panel title={t('section.service')}>
      <SheetField sheet={sheet} name="name" label={t('field.name')} />
      <SheetSelect
        sheet={sheet}
        name="level"
        label={t('field.level')}
        optional
        choices={[
          { value: '', label: t('level.none') },
          ...levels.map((level) => ({ value: level, label: t(`level.${level}`) })),
        ]}
      />
    </Panel>
  )
}

export function IntakeSection({ sheet, choices }: Props & { choices: ServiceChoices }) {
  const t = useTranslations('catalogue')
  const error = sheet.error('allowedApplicants')
  return (
    <Panel title={t('section.intake')}>
      <fieldset aria-describedby={error ? 'service-allowedApplicants-error' : undefined}>
        <legend className="mb-1 text-sm">{t('field.allowedApplicants')}</legend>
        {error && <FieldError id="service-allowedApplicants-error">{error}</FieldError>}
        <div className="flex flex-wrap gap-x-4">
          {applicantKinds.map((kind, index) => (
            <Tick
              key={kind}
              {...sheet.form.register('allowedApplicants', {
                onChange: () => sheet.forgive('allowedApplicants'),
              })}
              id={index === 0 ? sheet.fieldId('allowedApplicants') : undefined}
              value={kind}
            >
              {t(`applicant.${kind}`)}
            </Tick>
          ))}
        </div>
      </fieldset>
      <SheetSelect
        sheet={sheet}
        name="defaultChannel"
        label={t('field.defaultChannel')}
        optional
        choices={[
          { value: '', label: t('noChannel') },
          ...choices.channels.map(({ code, name }) => ({ value: code, label: name })),
        ]}
      />
      <SheetField
        sheet={sheet}
        name="termWorkingDays"
        label={t('field.termWorkingDays')}
        hint={t('hint.term')}
        inputMode="numeric"
        optional
      />
    </Panel>
  )
}

export function ResultSection({ sheet }: Props) {
  const t = useTranslations('catalogue')
  return (
    <Panel title={t('section.result')}>
      <SheetField sheet={sheet} name="resultName" label={t('field.resultName')} optional />
    </Panel>
  )
}

export function EnvironmentsSection({ sheet }: Props) {
  const t = useTranslations('catalogue')
  return (
    <Panel title={t('section.environments')}>
      <SheetSelect
        sheet={sheet}
        name="tkuState"
        label={t('field.tkuState')}
        hint={t('hint.state')}
        choices={tkuStates.map((state) => ({ value: state, label: t(`state.${state}`) }))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SheetField
          sheet={sheet}
          name="testSince"
          label={t('field.testSince')}
          hint={t('hint.date')}
          optional
        />
        <SheetField
          sheet={sheet}
          name="productionSince"
          label={t('field.productionSince')}
          hint={t('hint.date')}
          optional
        />
      </div>
    </Panel>
  )
}
