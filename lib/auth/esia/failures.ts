/** Why nobody was signed in through ЕСИА: a value that ends as words on the sign-in page (`signIn.esia.…`). */
export const esiaFailures = [
  'unset', // the key or the trust of our own settings cannot be read
  'unavailable', // no database
  'unreachable',
  'denied',
  'untrusted', // the account at ЕСИА is not confirmed
  'unknown', // no user of ours has this СНИЛС
  'disabled',
  'clock',
  'stale', // begun in another browser, too long ago, or finished already
  'rejected', // what ЕСИА answered did not pass our checks, or ours did not pass ЕСИА's
] as const

export type EsiaFailure = (typeof esiaFailures)[number]
