import { createTranslator } from 'use-intl/core'
import { heard } from '@/lib/core/message'
import { ru } from '@/messages/ru'

/** Server-side words. In client components use `useTranslations` of use-intl. */
export const translate = createTranslator({ locale: 'ru', messages: ru })

type Translate = (key: never, values?: never) => string

/** A message that a rule made with `say()`, in words. An unknown key is shown as it stands, never hidden. */
export function inWords(message: string, t: Translate = translate): string {
  const { key, values } = heard(message)
  return t(key as never, values as never)
}
