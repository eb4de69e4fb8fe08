'use client'

import { useState, type ComponentType, type ReactNode } from 'react'

type Props<P extends object> = {
  load: () => Promise<ComponentType<P>>
  props: P
  className: string
  children: ReactNode
}

/** The button of a menu whose script comes when a hand nears it: the menu then takes the button's place, open. */
export function MenuOnUse<P extends object>({ load, props, className, children }: Props<P>) {
  const [menu, setMenu] = useState<{ Menu: ComponentType<P> } | null>(null)
  if (menu) return <menu.Menu {...props} />
  const open = () => void load().then((Menu) => setMenu({ Menu }))
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      className={className}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        open()
      }}
    >
      {children}
    </button>
  )
}
