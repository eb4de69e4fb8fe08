/** Names of detached signatures: `Решение.pdf.sig` or `Решение.sig` beside `Решение.pdf`. Pure. */
const ending = /\.(sig|p7s)$/i

export const signatureExtensions: readonly string[] = ['.sig', '.p7s']

export const isSignatureName = (name: string): boolean => ending.test(name)

/** The name without `.sig`: of the document, or its base. */
export const signedName = (name: string): string => name.replace(ending, '')

const same = (one: string, other: string): boolean =>
  one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase()
const baseOf = (name: string): string => name.replace(/\.[^.]+$/, '')

/** The documents that a signature of this name may belong to; a whole name goes before a base. */
export function pairOf<T extends { name: string }>(signature: string, files: readonly T[]): T[] {
  const wanted = signedName(signature)
  const whole = files.filter(({ name }) => same(name, wanted))
  return whole.length > 0 ? whole : files.filter(({ name }) => same(baseOf(name), wanted))
}
