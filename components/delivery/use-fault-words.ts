import { useTranslations } from 'use-intl'
import { faultName } from '@/lib/delivery/labels'

/** Puts a fault in a clerk's words; null: it has none, and only its own text says what it was. */
export function useFaultWords() {
  const t = useTranslations('verdict.fault')
  return (fault: string | null): string | null => {
    const name = faultName(fault) as 'HttpStatus'
    return t.has(name) ? t(name, { http: /HTTP \d+/.exec(fault ?? '')?.[0] ?? 'HTTP' }) : null
  }
}
