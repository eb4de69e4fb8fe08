import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { Radios } from '@/components/form/radios'
import type { SheetOf } from '@/components/form/use-sheet'
import type { ServiceWithoutTku } from '@/lib/catalogue/list-without-tku'
import { codeOrigins } from '@/lib/catalogue/schema'
import { plans, yesOrNo, type TkuRequestForm } from '@/lib/letters/tku-request'

type Props = { sheet: SheetOf<TkuRequestForm>; services: ServiceWithoutTku[] }

/** What the СЦ asks. Nothing is answered beforehand. */
export function Questions({ sheet, services }: Props) {
  const t = useTranslations('letters.tkuRequest')
  const given = sheet.form.watch()
  const others = services.filter(
    ({ id, codeOrigin }) => given.services.includes(id) && given.origin !== '' && codeOrigin !== given.origin,
  )
  const question = (
    name: 'onVku' | 'inTest' | 'planned' | 'origin',
    choices: readonly Exclude<TkuRequestForm[typeof name], ''>[],
  ) => (
    <Radios<string>
      id={sheet.fieldId(name)}
      label={t(`question.${name}`)}
      look="segments"
      choices={choices.map((value) => ({ value, label: t(`answer.${value}`) }))}
      value={given[name]}
      onChange={(value) => {
        sheet.forgive(name)
        sheet.form.setValue(name, value as TkuRequestForm[typeof name], { shouldValidate: true })
      }}
      error={sheet.error(name)}
    />
  )
  return (
    <>
      {question('onVku', yesOrNo)}
      {question('inTest', yesOrNo)}
      {question('planned', plans)}
      {given.planned === 'LIST' && (
        <Field
          id={sheet.fieldId('plannedList')}
          label={t('question.plannedList')}
          error={sheet.error('plannedList')}
        >
          {(ids) => (
            <textarea
              {...ids}
              {...sheet.form.register('plannedList', { onChange: () => sheet.forgive('plannedList') })}
              rows={3}
              className={inputClass}
            />
          )}
        </Field>
      )}
      {question('origin', codeOrigins)}
      <p role="status" className="-mt-3 text-[13px] leading-[18px] text-amber empty:hidden">
        {others.length > 0 &&
          t('otherOrigin', {
            count: others.length,
            origin: t(`answer.${given.origin === 'RGU' ? 'KCR' : 'RGU'}`),
          })}
      </p>
    </>
  )
}
