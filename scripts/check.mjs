// npm run check: format, lint, boundaries, types, unit and database tests. npm test: the same and the browser tests.
// Ends with the line «N passed, N failed» over all of them.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const reports = path.join(root, 'data/reports')
const withBrowser = process.argv.includes('--e2e')
const onlyTests = process.argv.includes('--only-tests')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

const npm = (script, ...more) => ['npm', ['run', '-s', script, ...(more.length ? ['--', ...more] : [])]]
const vitest = (script) =>
  npm(
    script,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=data/reports/${script.replace(':', '-')}.json`,
  )

const steps = [
  ...(onlyTests
    ? []
    : [
        ['format', npm('format')],
        ['lint', npm('lint')],
        ['boundaries', npm('boundaries')],
        ['types', npm('typecheck')],
      ]),
  ['unit tests', vitest('test:unit'), 'test-unit.json'],
  ['database tests', vitest('test:db'), 'test-db.json'],
  ...(withBrowser ? [['browser tests', npm('test:e2e'), 'e2e.json']] : []),
]

function run([command, args]) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
      shell: process.platform === 'win32',
    })
    child.on('exit', (code) => done(code === 0))
  })
}

/** Passed and failed of a report by vitest or Playwright; a run that left none counts as one failure. */
function count(file) {
  try {
    const report = JSON.parse(readFileSync(path.join(reports, file), 'utf8'))
    if (report.stats?.flaky) console.log(`flaky: ${report.stats.flaky} passed only at the second try`)
    if (report.stats)
      return {
        passed: report.stats.expected + report.stats.flaky,
        failed: report.stats.unexpected,
        skipped: report.stats.skipped,
      }
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** Names of the tests that failed, with why, from a report by vitest or Playwright: of a browser test each try. */
function failures(file) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)]
  const plain = (text = '') => text.replace(/\u001b\[\d+m/g, '')
  const line = (text) => plain(text).split('\n', 1)[0]
  const where = ({ file: name, line: at } = {}) => (name ? ` (${path.relative(root, name)}:${at})` : '')
  const tries = ({ results = [] } = {}) =>
    results.flatMap(({ retry, duration, errors }) =>
      errors.map(
        (error) =>
          `    try ${retry + 1}, ${duration} ms${where(error.location)}: ${plain(error.message).split('\n').filter(Boolean).slice(0, 20).join('\n      ')}`,
      ),
    )
  try {
    const report = JSON.parse(readFileSync(path.join(reports, file), 'utf8'))
    if (report.stats)
      return [
        ...(report.errors ?? []).map(({ message }) => line(message)),
        ...specs(report)
          .filter(({ ok }) => !ok)
          .map((spec) => [`${spec.file} › ${spec.title}`, ...tries(spec.tests[0])].join('\n')),
      ]
    return report.testResults.flatMap(({ name, assertionResults, status, message }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed')
      const from = path.relative(root, name)
      if (status === 'failed' && failed.length === 0) return [`${from}: ${line(message)}`]
      return failed.map((test) => `${from} › ${test.fullName}: ${line(test.failureMessages[0])}`)
    })
  } catch {
    return [`${file} cannot be read`]
  }
}

const total = { passed: 0, failed: 0, skipped: 0 }
const lines = []
for (const [name, command, report] of steps) {
  console.log(`\n── ${name}`)
  const began = Date.now()
  const ok = await run(command)
  const found = report ? count(report) : { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
  if (!ok && found.failed === 0) found.failed = 1
  for (const key of Object.keys(total)) total[key] += found[key]
  lines.push(
    `${ok ? 'ok    ' : 'FAILED'} ${name}: ${found.passed} passed, ${found.failed} failed${found.skipped ? `, ${found.skipped} skipped` : ''} (${((Date.now() - began) / 1000).toFixed(0)} s)`,
  )
  if (!ok && report) lines.push(...failures(report).map((one) => `  ✗ ${one}`))
}
console.log(`\n${lines.join('\n')}\n`)
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
)
process.exit(total.failed ? 1 : 0)
