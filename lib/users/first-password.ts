import { randomInt } from 'node:crypto'

// Without signs that are read as each other aloud or on paper: l 1 I O 0.
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password to begin with, four groups of four: 80 random bits. Its owner must change it at the first sign-in. */
export const firstPassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(''),
  ).join('-')
