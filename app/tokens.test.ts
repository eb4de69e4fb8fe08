import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

/** Contrast of every pair the screens may put together, from the tokens themselves, in both themes (WCAG 2.2, 1.4.3 and 1.4.11). */
const css = readFileSync(path.join(import.meta.dirname, 'globals.css'), 'utf8')

function tokens(head: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${head} {`) + head.length).match(/{([^@}]*)/)?.[1] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1], found[2]]),
  )
}

const themes = { light: tokens(':root'), dark: tokens('@variant dark') }
const backgrounds = [
  'bg',
  'surface',
  'raised',
  'blue-weak',
  'green-weak',
  'red-weak',
  'amber-weak',
  'violet-weak',
]
const texts = ['text', 'muted', 'blue', 'green', 'red', 'amber', 'violet']
const accents = ['blue', 'blue-hover', 'green', 'red']
const outlines = ['field-line', 'focus']

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(Object.entries(themes))('%s theme', (_, theme) => {
  const of = (token: string) => theme[token] ?? expect.fail(`no token --${token}`)
  const pairs = (fronts: string[], backs: string[]) =>
    fronts.flatMap((front) => backs.map((back) => [front, back] as const))

  it.each(pairs(texts, backgrounds))('%s on %s is read: 4.5', (text, background) => {
    expect(contrast(of(text), of(background))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(pairs(['on-accent'], accents))('%s on %s is read: 4.5', (text, background) => {
    expect(contrast(of(text), of(background))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(pairs(outlines, backgrounds))('%s on %s is seen: 3', (line, background) => {
    expect(contrast(of(line), of(background))).toBeGreaterThanOrEqual(3)
  })
})

it('the themes are two', () => {
  expect(Object.keys(themes.dark)).toEqual(Object.keys(themes.light))
  expect(themes.dark).not.toEqual(themes.light)
})
