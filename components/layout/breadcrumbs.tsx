'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'

export type Crumb = { name: string; href?: string }

/** «Главная › … › Заявления». In a low window it stands in the top bar (globals.css). */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  const t = useTranslations('shell')
  return (
    <nav aria-label={t('here')} className="crumbs px-4 pt-2.5 text-[13px] leading-[18px] text-muted lg:px-5">
      <ol className="flex flex-wrap gap-x-1.5">
        {crumbs.map((crumb, index) => (
          <li key={crumb.name} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
            {crumb.href ? (
              <Link href={crumb.href} className="hover:underline">
                {crumb.name}
              </Link>
            ) : (
              crumb.name
            )}
            {index < crumbs.length - 1 && <span aria-hidden="true"> ›</span>}
          </li>
        ))}
      </ol>
    </nav>
  )
}
