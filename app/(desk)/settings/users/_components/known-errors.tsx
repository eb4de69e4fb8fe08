'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { LetterDialog } from '@/app/(desk)/_components/letter-dialog'
import { heard } from '@/lib/core/message'
import { addOrganisationLetter } from '@/lib/letters/add-organisation'
import type { UserForm } from '@/lib/users/schema'

const panel = '-mt-2 flex flex-wrap items-center gap-3 rounded-lg bg-amber-weak px-3 py-2 text-sm'

/** «Такой логин уже существует в системе»: add a figure, or let us do it (U07). */
export function LoginTaken({ message = '', onSuggest }: { message?: string; onSuggest: () => void }) {
  const t = useTranslations('users')
  const { key, values } = heard(message)
  if (key !== 'users.error.loginTaken') return null
  return (
    <div className={panel}>
      <span>{t('loginAdvice', { login: String(values.free) })}</span>
      <Button onClick={onSuggest}>{t('suggestFree')}</Button>
    </div>
  )
}

type Props = {
  message?: string
  form: () => UserForm
  /** The letter names roles: without one it is not made. */
  onNoRoles: () => void
  organisation: { name: string; ogrn: string }
  /** A system administrator adds the organisation at once; everybody else asks the СЦ by letter L5. */
  onAdd: (() => void) | undefined
}

/** «Такой СНИЛС уже существует»: the person is in the system, but not in this organisation (U08). */
export function SnilsTaken({ message, form, onNoRoles, organisation, onAdd }: Props) {
  const t = useTranslations('users')
  const shell = useTranslations('shell')
  const words = useTranslations()
  const [letter, setLetter] = useState(false)
  if (message !== 'users.error.snilsTaken.elsewhere') return null
  const given = form()
  return (
    <div className={panel}>
      <span>{t('snilsAdvice')}</span>
      {onAdd ? (
        <Button onClick={onAdd}>{t('addOrganisation')}</Button>
      ) : (
        <Button onClick={() => (form().roles.length > 0 ? setLetter(true) : onNoRoles())}>
          {t('makeLetter')}
        </Button>
      )}
      <LetterDialog
        open={letter}
        onClose={() => setLetter(false)}
        hint={t('letter.hint')}
        letter={addOrganisationLetter(
          {
            person: [given.lastName, given.firstName, given.middleName].filter(Boolean).join(' '),
            snils: given.snils,
            organisation: organisation.name,
            ogrn: organisation.ogrn,
            roles: given.roles.map((role) => shell(`role.${role}`)),
          },
          words,
        )}
      />
    </div>
  )
}
