// MUTATION_SAMPLE=3 tries one mutant of three, chosen by what it is; MUTATION_SAMPLE=3:1 and 3:2 try others. Those that are left out
// are counted as errors by Stryker, which its score leaves out too.
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { createHash } from 'node:crypto'
import path from 'node:path'

export const sample = process.env.MUTATION_SAMPLE

class Sample {
  init() {}

  check(mutants) {
    const [parts, part = 0] = sample.split(':').map(Number)
    const isTaken = ({ fileName, location: { start, end }, mutatorName, replacement }) => {
      const what = [
        path.basename(fileName),
        start.line,
        start.column,
        end.line,
        end.column,
        mutatorName,
        replacement,
      ]
      return createHash('sha256').update(what.join()).digest().readUInt32BE() % parts === part
    }
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        isTaken(mutant) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' },
      ]),
    )
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', Sample)]
