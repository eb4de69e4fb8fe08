export type Searched = { search: string }

const plain = (text: string) => text.toLocaleLowerCase('ru').replaceAll('ё', 'е').replaceAll(/[−–—]/g, '-')

/** Each word of what was typed stands somewhere in the option, whatever the case, ё or е, a dash or a minus. */
export function matching<T extends Searched>(options: readonly T[], typed: string): readonly T[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  return options.filter((option) => {
    const text = plain(option.search)
    return words.every((word) => text.includes(word))
  })
}
