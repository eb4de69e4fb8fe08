/** How a field looks. A file of its own: what a client module exports is no text to a server component. */
export const inputClass =
  'w-full min-h-9 rounded-lg border border-field-line bg-surface px-2.5 py-1.5 aria-invalid:border-red aria-invalid:shadow-[0_0_0_1px_var(--red)]'
