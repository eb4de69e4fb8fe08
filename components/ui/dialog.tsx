'use client'

import * as Radix from '@radix-ui/react-dialog'
import { useRef, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Icon } from './icon'

type Props = {
  open: boolean
  onClose: () => void
  title: string
  children: ReactNode
  footer?: ReactNode
  wide?: boolean
  /** Nothing of the page is seen behind it. */
  cover?: boolean
}

/** A question over the page: focus stands on its heading, Esc goes back, the opener gets the focus again. */
export function Dialog({ open, onClose, title, children, footer, wide = false, cover = false }: Props) {
  const t = useTranslations('common')
  const heading = useRef<HTMLHeadingElement>(null)
  const opener = useRef<Element>(null)
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Radix.Portal>
        {/* Of one height with what it darkens: a dialog over a dialog darkens that one too. */}
        <Radix.Overlay className={`fixed inset-0 z-50 ${cover ? 'bg-bg' : 'bg-black/40'}`} />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            opener.current = document.activeElement
            heading.current?.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveBack(opener.current)
          }}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[92dvh] w-[calc(100vw-24px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-xl border border-line bg-surface ${wide ? 'max-w-[860px]' : 'max-w-[560px]'}`}
        >
          <div className="flex items-start justify-between gap-3 px-5 pt-4 pb-2">
            <Radix.Title ref={heading} tabIndex={-1} className="text-[18px] leading-6 font-semibold">
              {title}
            </Radix.Title>
            <Radix.Close
              aria-label={t('close')}
              className="grid size-8 shrink-0 place-items-center rounded-lg text-muted hover:bg-bg"
            >
              <Icon name="close" size={20} />
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-auto px-5 py-2">{children}</div>
          {footer && <div className="flex flex-wrap gap-3 border-t border-line px-5 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** An opener that is gone by now (a decided refusal takes its buttons along) passes the focus to the page's heading. */
function giveBack(opener: Element | null): void {
  const target = opener?.isConnected && opener !== document.body ? opener : document.querySelector('h1')
  if (target instanceof HTMLElement) target.focus()
}
