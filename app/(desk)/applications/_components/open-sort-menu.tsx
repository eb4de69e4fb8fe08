'use client'

import * as Menu from '@radix-ui/react-dropdown-menu'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { firstDirections, sorts } from '@/lib/applications/filter-values'
import type { FilterControl } from './use-filters'

const item =
  'flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-2 text-sm outline-none data-highlighted:bg-blue-weak data-highlighted:text-blue forced-colors:data-highlighted:outline-2'

/** «Сортировка ▾»: by what, and in which direction. */
export function OpenSortMenu({ control }: { control: FilterControl }) {
  const t = useTranslations('list')
  const { filters, go } = control
  const direction = filters.direction ?? firstDirections[filters.sort]
  const sort = (value: string) => sorts.find((name) => name === value) ?? 'deadline'
  return (
    <Menu.Root modal={false} defaultOpen>
      <Menu.Trigger className={buttonClass()}>
        {t('sort', { name: t(`sorts.${filters.sort}`) })}
        <Icon name="down" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 w-60 rounded-xl border border-line-strong bg-raised p-2"
        >
          <Menu.RadioGroup
            aria-label={t('sortTitle')}
            value={filters.sort}
            onValueChange={(value) => go({ sort: sort(value), direction: undefined })}
          >
            {sorts.map((name) => (
              <Choice key={name} value={name} text={t(`sorts.${name}`)} />
            ))}
          </Menu.RadioGroup>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.RadioGroup
            aria-label={t('direction')}
            value={direction}
            onValueChange={(value) =>
              go({
                direction:
                  value === firstDirections[filters.sort] ? undefined : value === 'asc' ? 'asc' : 'desc',
              })
            }
          >
            <Choice value="asc" text={t('asc')} />
            <Choice value="desc" text={t('desc')} />
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  )
}

const Choice = ({ value, text }: { value: string; text: string }) => (
  <Menu.RadioItem value={value} className={item}>
    <span className="grid size-4 place-items-center">
      <Menu.ItemIndicator>
        <Icon name="ok" />
      </Menu.ItemIndicator>
    </span>
    {text}
  </Menu.RadioItem>
)
