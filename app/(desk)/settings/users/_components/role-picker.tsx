'use client'

import { useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { FieldError } from '@/components/form/field'
import { Tick } from '@/components/form/tick'
import type { SheetOf } from '@/components/form/use-sheet'
import { pgsRoles } from '@/lib/auth/permissions'
import type { UserForm } from '@/lib/users/schema'

/** The nine roles of ПГС, several for one person (A05). */
export function RolePicker({ sheet }: { sheet: SheetOf<UserForm> }) {
  const t = useTranslations('users')
  const shell = useTranslations('shell')
  const chosen = useWatch({ control: sheet.form.control, name: 'roles' })
  const error = sheet.error('roles')
  return (
    <fieldset
      id={sheet.fieldId('roles')}
      tabIndex={-1}
      aria-describedby={error ? 'roles-error' : undefined}
      className="grid gap-1 rounded-xl border border-line bg-surface p-4"
    >
      <legend className="px-1 font-semibold">{t('roles')}</legend>
      <p className="text-[13px] leading-[18px] text-muted">{t('rolesHint')}</p>
      {error && <FieldError id="roles-error">{error}</FieldError>}
      <div className="grid gap-x-4 sm:grid-cols-2">
        {pgsRoles.map((role) => (
          <Tick
            key={role}
            checked={chosen.includes(role)}
            onChange={(event) => {
              sheet.form.clearErrors('roles')
              sheet.form.setValue(
                'roles',
                event.target.checked ? [...chosen, role] : chosen.filter((one) => one !== role),
                { shouldDirty: true },
              )
            }}
          >
            {shell(`role.${role}`)}
          </Tick>
        ))}
      </div>
    </fieldset>
  )
}
