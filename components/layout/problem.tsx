import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonClass } from '@/components/ui/button'

type Props = { title: string; text: string; home: string; children?: ReactNode }

/** A page that could not be shown: what happened and the way back. */
export function Problem({ title, text, home, children }: Props) {
  return (
    <div className="mx-auto grid max-w-[640px] justify-items-start gap-3 px-5 py-[12dvh]">
      <h1>{title}</h1>
      <p className="text-muted">{text}</p>
      <div className="mt-2 flex flex-wrap gap-3">
        {children}
        <Link href="/" className={buttonClass()}>
          {home}
        </Link>
      </div>
    </div>
  )
}
