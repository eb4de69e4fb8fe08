const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбюё'
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
const twins = new Map([...CYRILLIC].map((sign, index) => [sign, LATIN.charAt(index)]))

/** The same keys in the Latin layout: «йцукен» is qwerty to whoever guesses passwords. */
export const layoutTwin = (text: string): string =>
  [...text].map((sign) => twins.get(sign.toLowerCase()) ?? sign).join('')
