const CYRILLIC = 'АВЕКМНОРСТУХаеорсух'
const LATIN = 'ABEKMHOPCTYXaeopcyx'

/** The Latin letter that a Cyrillic one looks like. */
export function latinTwin(letter: string): string | undefined {
  return LATIN[CYRILLIC.indexOf(letter)]
}

/** The Cyrillic letter that a Latin one looks like. */
export function cyrillicTwin(letter: string): string | undefined {
  return CYRILLIC[LATIN.indexOf(letter)]
}

/** The letters of the alphabet that is rarer in the text, or none when only one alphabet is used. */
export function strayLetters(text: string): string {
  const cyrillic = text.match(/\p{Script=Cyrillic}/gu) ?? []
  const latin = text.match(/\p{Script=Latin}/gu) ?? []
  if (!cyrillic.length || !latin.length) return ''
  return [...new Set(latin.length <= cyrillic.length ? latin : cyrillic)].join('')
}
