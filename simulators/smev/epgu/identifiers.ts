const digitsOf = (text: string) => text.replace(/\D/g, '')

function weighted(digits: string, weights: number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0)
}

/** Eleven digits with right check digits; numbers up to 001-001-998 have none. */
export function snilsHolds(text: string): boolean {
  if (!/^[\d\s-]+$/.test(text)) return false
  const digits = digitsOf(text)
  if (digits.length !== 11 || /^0+$/.test(digits)) return false
  if (Number(digits.slice(0, 9)) <= 1001998) return true
  const sum = weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101
  return Number(digits.slice(9)) === (sum === 100 ? 0 : sum)
}

const TENTH = [2, 4, 10, 3, 5, 9, 4, 6, 8]
const ELEVENTH = [7, ...TENTH]
const TWELFTH = [3, ...ELEVENTH]
const check = (digits: string, weights: number[]) =>
  (weighted(digits, weights) % 11) % 10 === Number(digits[weights.length])

export function innHolds(text: string): boolean {
  if (/^0+$/.test(text)) return false
  if (/^\d{10}$/.test(text)) return check(text, TENTH)
  return /^\d{12}$/.test(text) && check(text, ELEVENTH) && check(text, TWELFTH)
}

export function formatSnils(digits: string): string {
  const match = /^(\d{3})(\d{3})(\d{3})(\d{2})$/.exec(digitsOf(digits))
  return match ? `${match[1]}-${match[2]}-${match[3]} ${match[4]}` : digits
}

export const snilsDigits = digitsOf
