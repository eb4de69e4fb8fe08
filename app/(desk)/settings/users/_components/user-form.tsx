'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { CancelButton } from '@/components/form/cancel-button'
import { ErrorSummary } from '@/components/form/error-summary'
import { SheetField, SheetSelect } from '@/components/form/sheet-field'
import { Tick } from '@/components/form/tick'
import { tellSaved } from '@/components/form/saved-note'
import { useSheet } from '@/components/form/use-sheet'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { onSaveKey } from '@/components/form/save-key'
import { Button } from '@/components/ui/button'
import { ConflictDialog } from '@/components/form/conflict-dialog'
import type { UserCard } from '@/lib/users/get-user'
import { SaveUser, userFields, type UserForm as Form } from '@/lib/users/schema'
import { pgsRoles } from '@/lib/auth/permissions'
import { maskSnils, parseSnils } from '@/lib/identifiers/snils'
import { saveUserAction, suggestLoginAction } from '../actions'
import { LoginTaken, SnilsTaken } from './known-errors'
import { PasswordDialog } from './password-dialog'
import { RolePicker } from './role-picker'
import { formOf } from './form-of'
import { usersHref } from './users-href'

type Props = {
  /** Null: a new one. */
  user: UserCard | null
  id: string
  offices: { id: string; name: string }[]
  organisation: { name: string; ogrn: string }
  organisationId: string | undefined
  mayAdd: boolean
}

/** «Редактирование пользователя»: green «Сохранить» top left (U04), fields with the hint of ЕСИА (U09). */
export function UserForm({ user, id, offices, organisation, organisationId, mayAdd }: Props) {
  const t = useTranslations('users')
  const settings = useTranslations('settings')
  const shell = useTranslations('shell')
  const common = useTranslations('common')
  const router = useRouter()
  const queries = useQueryClient()
  const [made, setMade] = useState<{ password: string; login: string }>()
  const [theirs, setTheirs] = useState<UserCard>()
  const toCard = () => {
    tellSaved()
    router.push(usersHref(id, organisationId))
    router.refresh()
  }
  const sheet = useSheet<Form, { id: string; password: string | null }>({
    id: 'user',
    schema: SaveUser,
    values: formOf(user, id),
    fields: userFields,
    save: (form) => saveUserAction({ ...form, organisationId }),
    onSaved: (saved, form) => {
      void queries.invalidateQueries({ queryKey: ['users'] })
      if (saved.password) return setMade({ password: saved.password, login: form.login })
      toCard()
    },
    onConflict: (found) => setTheirs(found as UserCard),
  })
  const suggest = async (login: string) => {
    const { lastName, firstName, middleName } = sheet.form.getValues()
    const found = await suggestLoginAction({
      login,
      lastName,
      firstName,
      middleName,
      except: id,
      organisationId,
    }).catch(() => null)
    if (!found?.ok || !found.data.login) return
    sheet.forgive('login')
    sheet.form.setValue('login', found.data.login, { shouldDirty: true, shouldValidate: true })
  }
  const title = user ? t('editing') : t('creating')
  return (
    <form noValidate onSubmit={(event) => event.preventDefault()} onKeyDown={onSaveKey(() => sheet.submit())}>
      <Breadcrumbs
        crumbs={[
          { name: common('home'), href: '/' },
          { name: settings('title'), href: '/settings' },
          { name: t('title'), href: usersHref('', organisationId) },
          { name: title },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <div className="sticky top-0 z-10 mb-3 flex flex-wrap items-center gap-3 bg-bg py-2">
          <Button look="save" busy={sheet.busy} hint="Ctrl+S" onClick={() => sheet.submit()}>
            {t('save')}
          </Button>
          <CancelButton
            isDirty={sheet.form.formState.isDirty}
            href={usersHref(user?.id ?? '', organisationId)}
          />
        </div>
        <h1 tabIndex={-1} className="mb-3">
          {title}
        </h1>
        {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
        <div className="grid max-w-[640px] gap-4">
          <SheetField
            sheet={sheet}
            name="login"
            label={t('field.login')}
            hint={t('loginHint')}
            beside={<Button onClick={() => void suggest('')}>{t('suggest')}</Button>}
          />
          <LoginTaken
            message={sheet.refused.login}
            onSuggest={() => void suggest(sheet.form.getValues('login'))}
          />
          <SheetField sheet={sheet} name="lastName" label={t('field.lastName')} hint={t('esiaHint')} />
          <SheetField sheet={sheet} name="firstName" label={t('field.firstName')} />
          <SheetField sheet={sheet} name="middleName" label={t('field.middleName')} optional />
          <SheetField sheet={sheet} name="position" label={t('field.position')} />
          <SheetField sheet={sheet} name="snils" label={t('field.snils')} inputMode="numeric" optional />
          <SnilsTaken
            message={sheet.refused.snils}
            form={() => sheet.form.getValues()}
            onNoRoles={() => {
              sheet.form.setError('roles', { message: 'users.error.roleForLetter' })
              document.getElementById(sheet.fieldId('roles'))?.focus()
            }}
            organisation={organisation}
            onAdd={mayAdd ? () => sheet.submit({ elsewhere: true }) : undefined}
          />
          <SheetField sheet={sheet} name="email" label={t('field.email')} inputMode="email" optional />
          <SheetSelect
            sheet={sheet}
            name="officeId"
            label={t('field.officeId')}
            choices={[
              { value: '', label: t('noOffice') },
              ...offices.map((office) => ({ value: office.id, label: office.name })),
            ]}
          />
          <RolePicker sheet={sheet} />
          <fieldset className="grid gap-1 rounded-xl border border-line bg-surface p-4">
            <legend className="px-1 font-semibold">{t('modules')}</legend>
            <Tick {...sheet.form.register('elkModule')} id={sheet.fieldId('elkModule')}>
              {t('module')}
            </Tick>
            <p className="text-[13px] leading-[18px] text-muted">{t('moduleHint')}</p>
          </fieldset>
        </div>
      </div>
      <PasswordDialog
        password={made?.password ?? ''}
        told={t('password.made', { login: made?.login ?? '' })}
        onClose={() => {
          setMade(undefined)
          toCard()
        }}
      />
      <ConflictDialog
        open={theirs !== undefined}
        mine={masked(sheet.form.getValues())}
        theirs={theirs && formOf(theirs, id)}
        fields={userFields.map((name) => ({
          name,
          label: t(`field.${name}`),
          words:
            name === 'officeId'
              ? Object.fromEntries(offices.map((office) => [office.id, office.name]))
              : Object.fromEntries(pgsRoles.map((role) => [role, shell(`role.${role}`)])),
        }))}
        onClose={() => setTheirs(undefined)}
        onMine={() => {
          sheet.form.setValue('version', theirs?.version)
          setTheirs(undefined)
          sheet.submit()
        }}
        // Their card came masked: it is opened anew.
        onTheirs={() => window.location.reload()}
      />
    </form>
  )
}

/** As the other card comes: nobody has opened it. */
const masked = (form: Form): Form => {
  const parsed = parseSnils(form.snils)
  return { ...form, snils: parsed.ok ? maskSnils(parsed.value) : form.snils }
}
