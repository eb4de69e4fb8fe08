import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import type { Role } from '@/lib/core/generated/prisma/enums'

export type Person = {
  name: string
  roles: Role[]
  organisation: string
  office: string | null
}

export const userButton = 'flex min-h-9 shrink-0 items-center gap-2 rounded-lg px-1.5 hover:bg-bg'

/** What is seen of the user's menu while it is shut. */
export function UserFace({ name, text }: { name: string; text: string }) {
  const t = useTranslations('shell')
  return (
    <>
      <span className="sr-only">{t('userMenu', { name })}</span>
      <span
        aria-hidden="true"
        className="grid size-7 place-items-center rounded-full bg-blue-weak text-xs font-semibold text-blue"
      >
        {initials(name)}
      </span>
      <span aria-hidden="true" className="whitespace-nowrap max-sm:hidden">
        {text}
      </span>
      <Icon name="down" />
    </>
  )
}

const initials = (name: string) =>
  name
    .split(' ')
    .map((part) => part[0])
    .join('')
    .slice(0, 2)
