'use client'

import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { MenuOnUse } from '@/components/ui/menu-on-use'
import type { FilterControl } from './use-filters'

const load = () => import('./open-sort-menu').then((module) => module.OpenSortMenu)

/** «Сортировка ▾». */
export function SortMenu({ control }: { control: FilterControl }) {
  const t = useTranslations('list')
  return (
    <MenuOnUse load={load} props={{ control }} className={buttonClass()}>
      {t('sort', { name: t(`sorts.${control.filters.sort}`) })}
      <Icon name="down" />
    </MenuOnUse>
  )
}
