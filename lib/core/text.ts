/** What PostgreSQL can keep: without NUL and halves of surrogate pairs. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()
