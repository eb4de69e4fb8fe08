'use client'

import dynamic from 'next/dynamic'
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { HotKey } from './hot-key'
import { remember } from './remember'

const KeysDialog = dynamic(() => import('./keys-dialog').then((module) => module.KeysDialog), { ssr: false })

type Desk = {
  on: boolean
  turn: (on: boolean) => void
  showHelp: () => void
  register: (keys: () => HotKey[]) => () => void
}
const Context = createContext<Desk>({
  on: false,
  turn: () => {},
  showHelp: () => {},
  register: () => () => {},
})

export const useDesk = () => useContext(Context)

/** The keys of the screen that calls it, while it is shown. */
export function useHotKeys(keys: HotKey[]): void {
  const { register } = useDesk()
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => register(() => latest.current), [register])
}

export function HotKeys({ initiallyOn, children }: { initiallyOn: boolean; children: ReactNode }) {
  const [on, setOn] = useState(initiallyOn)
  const [shown, setShown] = useState<HotKey[] | null>(null)
  const screens = useRef(new Set<() => HotKey[]>())

  const desk = useMemo<Desk>(
    () => ({
      on,
      turn: (next) => {
        setOn(next)
        remember('hot-keys', next ? 'on' : 'off')
      },
      showHelp: () => setShown([...screens.current].flatMap((keys) => keys())),
      register: (keys) => {
        screens.current.add(keys)
        return () => void screens.current.delete(keys)
      },
    }),
    [on],
  )

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || layerOpen()) return
      if (event.code === 'F1' || (event.key === '?' && on && !inField(event))) {
        event.preventDefault()
        desk.showHelp()
        return
      }
      const key = [...screens.current].flatMap((keys) => keys()).find((known) => matches(known, event))
      if (!key) return
      if (key.code !== 'Escape' && (!on || inField(event) || (event.repeat && !isMove(key)))) return
      event.preventDefault()
      key.act()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [on, desk])

  return (
    <Context value={desk}>
      {children}
      {shown && <KeysDialog keys={shown} on={on} onClose={() => setShown(null)} />}
    </Context>
  )
}

const isMove = (key: HotKey) => key.code === 'KeyJ' || key.code === 'KeyK'

function matches(key: HotKey, event: KeyboardEvent): boolean {
  if (key.sign && event.key === key.sign) return true
  return event.code === key.code && event.shiftKey === (key.shift ?? false)
}

function inField(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null
  return Boolean(
    target?.closest?.(
      'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=combobox], [role=listbox]',
    ),
  )
}

/** A dialog or a menu has the keyboard to itself. */
const layerOpen = () => document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null
