import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button'

/** The other way in: a plain form, so that it works before any script has come. */
export function EsiaButton({ next }: { next: string }) {
  const t = useTranslations('signIn')
  return (
    <form method="post" action="/api/esia/start" className="mt-4 grid gap-4">
      <p className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('or')}
      </p>
      <input type="hidden" name="next" value={next} />
      <button type="submit" className={buttonClass()}>
        {t('byEsia')}
      </button>
    </form>
  )
}
