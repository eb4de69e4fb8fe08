import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'
import { translate } from '@/lib/i18n/translate'

type Props = { path: string; filter: Record<string, string | undefined>; next: string | null }

export const hrefOf = (path: string, filter: Props['filter']): string => {
  const given = Object.entries(filter).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path
}

/** Onward and back to the beginning; «Назад» of the browser is the page before. */
export function EventPager({ path, filter, next }: Props) {
  if (!next && !filter.before) return null
  return (
    <nav aria-label={translate('audit.pages')} className="flex gap-3 py-3">
      {filter.before && (
        <Link
          href={hrefOf(path, { ...filter, before: undefined })}
          prefetch={false}
          className={buttonClass()}
        >
          {translate('audit.first')}
        </Link>
      )}
      {next && (
        <Link href={hrefOf(path, { ...filter, before: next })} prefetch={false} className={buttonClass()}>
          {translate('audit.next')}
        </Link>
      )}
    </nav>
  )
}
