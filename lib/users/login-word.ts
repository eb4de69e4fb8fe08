const LONGEST = 12

/**
 * The word of an organisation in a login: «Правительство Тамбовской области» is Tambov in `FominVPTambov` (U06). The
 * stem of the first adjective of a place; without one, the first word.
 */
export function loginWord(organisation: string): string {
  const words = organisation.match(/[\p{L}-]+/gu) ?? []
  for (const word of words) {
    const stem = /^(\p{Lu}[\p{L}-]{2,}?)(?:ск|цк)(?:ого|ой|ая|ий|ое)$/u.exec(word)?.[1]
    if (stem) return stem.slice(0, LONGEST)
    const soft = /^(\p{Lu}[\p{L}-]*(?:ов|ев|ин))(?:ого|ой|ая|ый|ое)$/u.exec(word)?.[1]
    if (soft) return soft.slice(0, LONGEST)
  }
  return (words[0] ?? '').slice(0, LONGEST)
}
