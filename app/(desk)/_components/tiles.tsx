import Link from 'next/link'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '@/components/ui/icon'

type Props = { href: string; icon: IconName; name: string; wide?: boolean; children?: ReactNode }

/** A way into a module: the whole tile is one link, its facts are links of their own. */
export function Tile({ href, icon, name, wide = false, children }: Props) {
  return (
    <li
      className={`relative flex min-h-24 gap-3 rounded-xl border border-line bg-surface p-4 hover:border-blue ${wide ? 'sm:col-span-2' : ''}`}
    >
      <span className="text-blue">
        <Icon name={icon} size={24} />
      </span>
      <span className="grid content-start gap-1.5">
        <Link href={href} className="font-semibold after:absolute after:inset-0 after:rounded-xl">
          {name}
        </Link>
        <span className="text-sm text-muted">{children}</span>
      </span>
    </li>
  )
}

export function Fact({
  href,
  alarming = false,
  children,
}: {
  href: string
  alarming?: boolean
  children: ReactNode
}) {
  return (
    <Link
      href={href}
      className={`relative z-10 inline-block min-h-6 underline ${alarming ? 'text-red' : 'text-blue'}`}
    >
      {children}
    </Link>
  )
}
