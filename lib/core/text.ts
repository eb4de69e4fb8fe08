/** What PostgreSQL can keep: without NUL and halves of surrogate pairs. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()

/** For comparing as people do: without regard to case, ё = е. */
export const folded = (text: string): string => text.toLocaleLowerCase('ru').replaceAll('ё', 'е')

/**
 * Foreign words without numbers of people: СМЭВ's faults may quote the value that did not fit. Ten digits or more, with
 * blanks and dashes between, keep their last two; identifiers with letters stay.
 */
export const maskNumbers = (text: string): string =>
  text.replace(
    /(?<![\w-])\d(?:[ -]?\d){9,}(?![\w-])/g,
    (found) => found.slice(0, -2).replace(/\d/g, '*') + found.slice(-2),
  )
