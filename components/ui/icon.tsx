const paths = {
  list: 'M5 6h14M5 12h14M5 18h9',
  send: 'M4 12 20 5l-5 15-3-6-8-2Z',
  home: 'M4 11 12 4l8 7v9h-5v-6H9v6H4v-9Z',
  find: 'M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12Zm9 15-4.5-4.5',
  ok: 'm5 12.5 4.5 4.5L19 7.5',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 4v4.5l3 1.5',
  no: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 4v5m0 3v.2',
  warn: 'M12 4 3 19.5h18L12 4Zm0 6v4.5m0 2.5v.2',
  up: 'M12 19V6m-5 5 5-5 5 5',
  pause: 'M9 6v12M15 6v12',
  loop: 'M19 12a7 7 0 1 1-2-5l2 2m0-5v5h-5',
  dash: 'M6 12h12',
  skip: 'M6 6l7 6-7 6V6Zm11 0v12',
  stop: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM9 9h6v6H9V9Z',
  file: 'M7 3h7l4 4v14H7V3Zm7 0v4h4',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2Z',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'm6 9 6 6 6-6',
  right: 'm9 6 6 6-6 6',
  user: 'M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM5 20c0-3.9 3.1-6.5 7-6.5s7 2.6 7 6.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  filter: 'M4 6h16l-6 7v6l-4-2v-4L4 6Z',
  table: 'M4 6h16v12H4V6Zm0 4h16M10 6v12',
  cards: 'M4 5h16v6H4V5Zm0 9h16v6H4v-6Z',
  book: 'M12 6.5C10 5 7 4.5 4 4.8v13c3-.3 6 .2 8 1.7 2-1.5 5-2 8-1.7v-13c-3-.3-6 .2-8 1.7Zm0 0v13',
  plus: 'M12 5v14M5 12h14',
  pencil: 'm5 19 1-4L16.5 4.5a1.8 1.8 0 0 1 2.6 0l.4.4a1.8 1.8 0 0 1 0 2.6L9 18l-4 1Z',
  settings:
    'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm0-5.5v3m0 11v3m8.5-8.5h-3m-11 0h-3m14.5-6-2.1 2.1M8.1 15.9 6 18m12 0-2.1-2.1M8.1 8.1 6 6',
} as const

export type IconName = keyof typeof paths

/** Decoration beside a word: the word is the text, the icon is hidden from screen readers. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <path d={paths[name]} />
    </svg>
  )
}
