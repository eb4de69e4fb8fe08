// The tables of README from bench/results.json, one a machine, between their markers.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->']
const readme = path.join(root, 'README.md')
const { machines } = JSON.parse(readFileSync(path.join(root, 'bench/results.json'), 'utf8'))

const shown = (value) =>
  value === undefined || value === null ? '' : value.toFixed(Math.abs(value) < 10 ? 2 : 1)
const row = ({ what, value, low, high, sense, bar, unit, verdict, beside }) => {
  const interval = low === undefined ? '' : ` (${shown(low)} … ${shown(high)})`
  const cells = [what, `${shown(value)}${interval} ${unit}`, `${sense} ${bar} ${unit}`, verdict, beside ?? '']
  return `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|')).join(' | ')} |`
}
const of = ({ date, commit }) =>
  `${date.slice(0, 10)}, commit ${commit.slice(0, 10)}${commit.includes(' ') ? ' with changes' : ''}`
const table = ({ machine, benches, missing }) => {
  const silent = benches.filter(({ figures }) => figures.length === 0).map(({ bench }) => bench)
  const [newest, ...older] = [...new Set(benches.map(of))].sort().reverse()
  const named = (when) =>
    `${benches
      .filter((one) => of(one) === when)
      .map(({ bench }) => bench)
      .join(', ')}: ${when}`
  return [
    `**${machine}** · ${newest}${older.length > 0 ? ` (${older.map(named).join('; ')})` : ''}.`,
    '',
    '| what | measured | bar | | beside |',
    '| --- | --- | --- | --- | --- |',
    ...benches.flatMap(({ figures }) => figures.map(row)),
    ...(silent.length > 0 ? ['', `Ended without figures: ${silent.join(', ')}.`] : []),
    ...(missing.length > 0 ? ['', `Not measured yet on this machine: ${missing.join(', ')}.`] : []),
  ].join('\n')
}

const text = readFileSync(readme, 'utf8')
const [before, rest] = text.split(BEGIN)
const after = rest?.split(END)[1]
if (after === undefined) throw new Error(`README.md has no ${BEGIN} … ${END}`)
writeFileSync(readme, `${before}${BEGIN}\n\n${machines.map(table).join('\n\n')}\n\n${END}${after}`)
