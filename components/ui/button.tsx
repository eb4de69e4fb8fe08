import type { ButtonHTMLAttributes, ReactNode } from 'react'

const base =
  'inline-flex min-h-9 items-center justify-center gap-2 rounded-lg border px-3.5 py-1.5 font-medium whitespace-nowrap aria-disabled:cursor-default'
const looks = {
  primary: 'border-blue bg-blue text-on-accent hover:bg-blue-hover hover:border-blue-hover',
  save: 'border-green bg-green text-on-accent',
  plain: 'border-line-strong bg-surface hover:bg-bg',
  danger: 'border-red bg-surface text-red hover:bg-red-weak',
  ghost: 'border-transparent bg-transparent px-2 text-blue hover:underline',
} as const

export type ButtonLook = keyof typeof looks
export const buttonClass = (look: ButtonLook = 'plain') => `${base} ${looks[look]}`

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: ButtonLook; busy?: boolean; hint?: string }

/** A second press while the first is being done does nothing; the text and the width stay. `hint` is the key shown on it. */
export function Button({
  look = 'plain',
  busy = false,
  hint,
  className = '',
  onClick,
  children,
  type = 'button',
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
      className={`${buttonClass(look)} ${className}`}
    >
      {children}
      {hint && <Key>{hint}</Key>}
    </button>
  )
}

export function Key({ children }: { children: ReactNode }) {
  return (
    <kbd
      aria-hidden="true"
      className="rounded border border-current px-1.5 font-sans text-xs leading-4 max-[1100px]:hidden"
    >
      {children}
    </kbd>
  )
}
