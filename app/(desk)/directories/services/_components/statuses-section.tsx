'use client'

import { useTranslations } from 'use-intl'
import { CitizenTextField } from '@/components/application/citizen-text-field'
import { Field, FieldError, inputClass } from '@/components/form/field'
import { Tick } from '@/components/form/tick'
import type { SheetOf } from '@/components/form/use-sheet'
import type { ServiceChoices } from '@/lib/catalogue/list-service-choices'
import { LONGEST, type ServiceForm } from '@/lib/catalogue/schema'
import { Panel } from './panel'

type Props = { sheet: SheetOf<ServiceForm>; choices: ServiceChoices }

/** What the citizen is told with each status: templates of ЕСНСИ 7293. */
function Texts({ sheet, choices: { statuses, templates } }: Props) {
  const t = useTranslations('citizenText')
  const texts = sheet.form.watch('citizenTexts')
  if (templates.length === 0 && !texts.some(({ template }) => template))
    return <p className="text-[13px] leading-[18px] text-muted">{t('noTemplates')}</p>
  return (
    <details>
      <summary id={sheet.fieldId('citizenTexts')} className="min-h-6 cursor-pointer text-sm text-blue">
        {t('open', { count: texts.filter(({ template }) => template).length })}
      </summary>
      <p className="my-2 text-[13px] leading-[18px] text-muted">{t('hint')}</p>
      {sheet.error('citizenTexts') && <FieldError>{sheet.error('citizenTexts')}</FieldError>}
      <div className="grid gap-3">
        {statuses.map(({ number, name }, index) => (
          <CitizenTextField
            key={number}
            id={`${sheet.fieldId('citizenTexts')}-${number}`}
            label={name}
            templates={templates}
            value={texts[index] ?? { template: '', params: [] }}
            onChange={(text) => {
              sheet.forgive('citizenTexts')
              sheet.form.setValue(`citizenTexts.${index}`, { ...text, status: number }, { shouldDirty: true })
            }}
          />
        ))}
      </div>
    </details>
  )
}

/** Which statuses of 7212 the service uses, and what an internal comment to each usually begins with. */
export function StatusesSection({ sheet, choices }: Props) {
  const t = useTranslations('catalogue')
  const error = sheet.error('allowedStatuses')
  const filled = sheet.form.getValues('statusComments').filter(({ text }) => text).length
  return (
    <Panel title={t('section.statuses')}>
      <fieldset className="min-w-0">
        <legend className="mb-1 text-sm">{t('field.allowedStatuses')}</legend>
        <p className="mb-1 text-[13px] leading-[18px] text-muted">{t('hint.statuses')}</p>
        {error && <FieldError>{error}</FieldError>}
        <div className="grid gap-x-4 sm:grid-cols-2">
          {choices.statuses.map(({ number, name }, index) => (
            <Tick
              key={number}
              {...sheet.form.register('allowedStatuses', {
                onChange: () => sheet.forgive('allowedStatuses'),
              })}
              id={index === 0 ? sheet.fieldId('allowedStatuses') : undefined}
              value={number}
            >
              {name}
            </Tick>
          ))}
        </div>
      </fieldset>
      <details>
        <summary className="min-h-6 cursor-pointer text-sm text-blue">
          {t('commentsOpen', { count: filled })}
        </summary>
        <p className="my-2 text-[13px] leading-[18px] text-muted">{t('hint.comments')}</p>
        <div className="grid gap-3">
          {choices.statuses.map(({ number, name }, index) => (
            <Field key={number} label={name} error={sheet.error(`statusComments.${index}.text`)}>
              {(ids) => (
                <textarea
                  {...ids}
                  {...sheet.form.register(`statusComments.${index}.text`)}
                  maxLength={LONGEST.comment}
                  rows={2}
                  className={inputClass}
                />
              )}
            </Field>
          ))}
        </div>
      </details>
      <Texts sheet={sheet} choices={choices} />
    </Panel>
  )
}
