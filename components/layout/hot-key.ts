/** One key of a screen. `code` is the physical key, so that it works in any layout; `sign` is a character that does the same. */
export type HotKey = {
  code: string
  sign?: string
  shift?: boolean
  hint: string
  label: string
  act: () => void
}
