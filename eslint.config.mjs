import next from 'eslint-config-next/core-web-vitals'
import typescript from 'eslint-config-next/typescript'
import { cyrillicLiterals } from './scripts/lint/cyrillic-literals.mjs'

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read the environment in lib/core/env.ts only.',
}
const clock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time from lib/core/clock.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the time from lib/core/clock.',
  },
]
const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Default exports only where Next or a tool asks for one.',
}

const config = [
  {
    ignores: [
      '.next/**',
      'data/**',
      'lib/core/generated/**',
      'next-env.d.ts',
      'node_modules/**',
      'playwright-report/**',
      'test-results/**',
    ],
  },
  ...next,
  ...typescript,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { house: { rules: { 'cyrillic-literals': cyrillicLiterals } } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: [
      'app/**',
      'components/**',
      'lib/**',
      'worker/**',
      'simulators/**',
      'proxy.ts',
      'instrumentation.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', environment] },
  },
  {
    files: ['components/**', 'lib/**', 'worker/**', 'simulators/**'],
    rules: { 'no-restricted-syntax': ['error', environment, defaultExport] },
  },
  {
    files: ['lib/**', 'worker/**'],
    rules: { 'no-restricted-syntax': ['error', environment, defaultExport, ...clock] },
  },
  {
    files: ['lib/core/env.ts', 'lib/core/clock.ts', 'simulators/*/env.ts', '**/*.test.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['app/**/*.tsx', 'components/**/*.tsx'], rules: { 'house/cyrillic-literals': 'error' } },
  {
    files: ['e2e/**'],
    rules: {
      'react-hooks/rules-of-hooks': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='waitForTimeout']",
          message: 'Wait for what a person would see.',
        },
        {
          selector: "CallExpression[callee.property.name='locator'] > Literal[value=/^[.#\\[]/]",
          message: 'Find by role and name, not by CSS.',
        },
      ],
    },
  },
]
export default config
