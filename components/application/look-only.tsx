'use client'

import { useTranslations } from 'use-intl'
import { Badge } from '@/components/ui/badge'
import { Icon } from '@/components/ui/icon'

/** Whose this is, when it is a subordinate organisation's: read only. */
export function LookOnly({ name }: { name: string }) {
  const t = useTranslations('applications')
  return (
    <Badge tone="wait">
      <Icon name="eye" size={14} />
      {t('lookOnly', { name })}
    </Badge>
  )
}
