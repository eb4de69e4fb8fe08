'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Radios } from '@/components/form/radios'
import { applicantKinds, type ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'
import { LegalFields } from './legal-fields'
import { Panel } from './panel'
import { PersonFields } from './person-fields'
import { useFieldError } from './text-input'
import { TraderFields } from './trader-fields'

const fields = { PERSON: PersonFields, SOLE_TRADER: TraderFields, LEGAL_ENTITY: LegalFields }

/** Only the fields this kind needs; what was typed for another kind stays in the form and comes back with it (F04). */
export function SectionApplicant() {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { options, put } = useHelp()
  const [kind, serviceId] = useWatch({ control: form.control, name: ['kind', 'serviceId'] })
  const error = useFieldError('kind')
  const allowed = options.services.find((service) => service.id === serviceId)?.allowedApplicants
  const kinds = applicantKinds.filter((name) => !allowed || allowed.includes(name) || name === kind)
  const Fields = fields[kind]
  return (
    <Panel title={t('section.applicant')}>
      <Radios
        id="kind"
        look="segments"
        label={t('field.kind')}
        choices={kinds.map((name) => ({ value: name, label: t(`kind.${name}`) }))}
        value={kind}
        onChange={(name) => put({ kind: name })}
        error={error?.words}
      />
      <Fields />
    </Panel>
  )
}
