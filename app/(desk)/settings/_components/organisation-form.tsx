'use client'

import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { ConflictDialog } from '@/components/form/conflict-dialog'
import { ErrorSummary } from '@/components/form/error-summary'
import { Field, inputClass } from '@/components/form/field'
import { onSaveKey } from '@/components/form/save-key'
import { SheetField, SheetSelect } from '@/components/form/sheet-field'
import { Tick } from '@/components/form/tick'
import { tellSaved } from '@/components/form/saved-note'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import { makeOrganisationKey } from '@/lib/identifiers/organisation-key'
import type { OrganisationCard } from '@/lib/organisations/get-organisation'
import { orgTypes, SaveOrganisation, type OrganisationForm as Form } from '@/lib/organisations/schema'
import { saveOrganisationAction } from '../actions'
import { organisationFields, organisationFormOf } from './organisation-form-of'

type Props = {
  card: OrganisationCard | null
  id: string
  /** Choices of «Вышестоящая организация». */
  parents: { id: string; name: string }[]
  timeZones: string[]
  /** Its place among others is a system administrator's to decide. */
  everything: boolean
  title: string
  savedTo?: string
}

/** The organisation's card (A08): all fields of ПГС and of ORGANIZATIONS_SENDERS, green «Сохранить» top left. */
export function OrganisationForm({ card, id, parents, timeZones, everything, title, savedTo }: Props) {
  const t = useTranslations('organisations')
  const router = useRouter()
  const [told, setTold] = useState('')
  const [theirs, setTheirs] = useState<OrganisationCard>()
  const sheet = useSheet<Form, { id: string }>({
    id: 'organisation',
    schema: SaveOrganisation,
    values: organisationFormOf(card, id),
    fields: organisationFields,
    save: saveOrganisationAction,
    onSaved: () => {
      if (savedTo) {
        tellSaved()
        router.push(savedTo)
      }
      setTold(t('saved'))
      if (card) sheet.form.setValue('version', (sheet.form.getValues('version') ?? 0) + 1)
      router.refresh()
    },
    onConflict: (found) => setTheirs(found as OrganisationCard),
  })
  const [inn, kpp] = useWatch({ control: sheet.form.control, name: ['inn', 'kpp'] })
  const text = (name: (typeof organisationFields)[number], hint?: string) => (
    <SheetField sheet={sheet} name={name} label={t(`field.${name}`)} hint={hint} />
  )
  const locked = everything ? undefined : t('hint.system')
  return (
    <form noValidate onSubmit={(event) => event.preventDefault()} onKeyDown={onSaveKey(() => sheet.submit())}>
      <div className="sticky top-0 z-10 mb-3 flex flex-wrap items-center gap-3 bg-bg py-2">
        <Button look="save" busy={sheet.busy} hint="Ctrl+S" onClick={() => sheet.submit()}>
          {t('save')}
        </Button>
        <p role="status" className="text-sm text-green">
          {sheet.form.formState.isDirty && sheet.summary.length > 0 ? '' : told}
        </p>
      </div>
      <h1 tabIndex={-1} className="mb-3">
        {title}
      </h1>
      {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
      <div className="grid max-w-[760px] gap-4">
        <Part name={t('section.names')}>
          {text('cabinetName')}
          {text('name')}
          {text('shortName')}
          {text('declinedName', t('hint.declinedName'))}
          {text('supervisoryName', t('hint.supervisoryName'))}
        </Part>
        <Part name={t('section.codes')}>
          <SheetField
            sheet={sheet}
            name="orgType"
            label={t('field.orgType')}
            hint={t('hint.orgType')}
            list="org-types"
          />
          <datalist id="org-types">
            {orgTypes.map((type) => (
              <option key={type} value={type} />
            ))}
          </datalist>
          <SheetSelect
            sheet={sheet}
            name="parentId"
            label={t('field.parentId')}
            hint={locked}
            disabled={!everything}
            choices={[
              { value: '', label: t('none') },
              ...parents.filter((one) => one.id !== id).map((one) => ({ value: one.id, label: one.name })),
            ]}
          />
          <SheetField
            sheet={sheet}
            name="code"
            label={t('field.code')}
            hint={locked}
            readOnly={!everything}
          />
          {text('inn')}
          {text('kpp', t('hint.kpp'))}
          <Field label={t('field.key')} hint={t('hint.key')}>
            {(ids) => (
              <input
                {...ids}
                readOnly
                value={inn && kpp ? makeOrganisationKey({ inn: inn.trim(), kpp: kpp.trim() }) : ''}
                className={`${inputClass} bg-bg tabular-nums`}
              />
            )}
          </Field>
          {text('ogrn')}
          {text('okato', t('hint.okato'))}
          {text('oktmo', t('hint.oktmo'))}
          {everything && <Tick {...sheet.form.register('blocked')}>{t('field.blocked')}</Tick>}
          {everything && <Tick {...sheet.form.register('oversees')}>{t('field.oversees')}</Tick>}
        </Part>
        <Part name={t('section.contact')} hint={t('hint.contact')}>
          {text('contactName')}
          {text('contactPhone')}
        </Part>
        <Part name={t('section.smev')}>
          {text('mnemonic')}
          <SheetField
            sheet={sheet}
            name="timeZone"
            label={t('field.timeZone')}
            hint={t('hint.timeZone')}
            list="time-zones"
          />
          <datalist id="time-zones">
            {timeZones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          <SheetSelect
            sheet={sheet}
            name="smevDriver"
            label={t('field.smevDriver')}
            hint={t('hint.smevDriver')}
            choices={[
              { value: '', label: t('byInstallation') },
              ...(['DIRECT', 'ADAPTER', 'FOLDER'] as const).map((value) => ({
                value,
                label: t(`driver.${value}`),
              })),
            ]}
          />
          <SheetSelect
            sheet={sheet}
            name="smevEnvironment"
            label={t('field.smevEnvironment')}
            hint={t('hint.smevEnvironment')}
            choices={[
              { value: '', label: t('byInstallation') },
              ...(['EPGU', 'SVCDEV'] as const).map((value) => ({ value, label: t(`environment.${value}`) })),
            ]}
          />
        </Part>
      </div>
      <ConflictDialog
        open={theirs !== undefined}
        mine={sheet.form.getValues()}
        theirs={theirs && organisationFormOf(theirs, id)}
        fields={organisationFields.map((name) => ({
          name,
          label: t(`field.${name}`),
          words:
            name === 'parentId' ? Object.fromEntries(parents.map((one) => [one.id, one.name])) : undefined,
        }))}
        onClose={() => setTheirs(undefined)}
        onMine={() => {
          sheet.form.setValue('version', theirs?.version)
          setTheirs(undefined)
          sheet.submit()
        }}
        onTheirs={() => {
          if (theirs) sheet.form.reset(organisationFormOf(theirs, id))
          setTheirs(undefined)
        }}
      />
    </form>
  )
}

const Part = ({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) => (
  <section className="grid gap-3 rounded-xl border border-line bg-surface p-4">
    <h2>{name}</h2>
    {hint && <p className="text-[13px] leading-[18px] text-muted">{hint}</p>}
    {children}
  </section>
)
