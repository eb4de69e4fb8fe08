'use client'

import { useTranslations } from 'use-intl'
import { heard } from '@/lib/core/message'

/** A message that a rule made with `say()`, in words. */
export function useWords(): (message: string) => string {
  const t = useTranslations()
  return (message) => {
    const { key, values } = heard(message)
    return t(key as never, values as never)
  }
}
