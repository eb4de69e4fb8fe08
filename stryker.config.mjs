import { sample } from './scripts/testing/mutation-sample.mjs'

// [MUTATION_TESTS=worker/leases.db.test.ts] [MUTATION_SAMPLE=3] npm run mutation [-- --mutate lib/delivery/leases.ts]: does a
// test notice when a line of the delivery module is wrong?
const config = {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [
    'lib/delivery/*.ts',
    'worker/tasks/{deliver,poll-answers,read-answer,send-one}.ts',
    '!**/*.test.ts',
    '!**/*.kit.ts',
  ],
  plugins: ['@stryker-mutator/*', './scripts/testing/mutation-sample.mjs'],
  checkers: sample ? ['sample'] : [],
  coverageAnalysis: 'perTest',
  concurrency: 2, // each on a database of its own
  // Generous: what hangs is ended by vitest, and a survivor that was merely slow must not count as found.
  timeoutMS: 60_000,
  timeoutFactor: 3,
  thresholds: { high: 95, low: 85, break: 85 },
  disableTypeChecks: false,
  reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
  allowConsoleColors: false,
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: 'data/mutation/report.json' },
  htmlReporter: { fileName: 'data/mutation/report.html' },
  tempDirName: 'data/stryker',
  ignorePatterns: ['data', 'bench', 'e2e', 'test-results', 'playwright-report'],
}
export default config
