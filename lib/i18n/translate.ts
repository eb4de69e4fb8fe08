import { createTranslator } from 'use-intl/core'
import { heard } from '@/lib/core/message'
import { ru } from '@/messages/ru'

/** Words outside the browser. In client components use `useTranslations` of use-intl and `useWords`. */
export const translate = createTranslator({ locale: 'ru', messages: ru })

/** A message that a rule made with `say()`, in words. */
export function inWords(message: string): string {
  const { key, values } = heard(message)
  return translate(key as never, values as never)
}
