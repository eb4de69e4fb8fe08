import { defineConfig } from 'vitest/config'

/** The tests that say what delivery does, in one project: Stryker counts what each of them runs through. */
export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    include: [
      'lib/delivery/*.test.ts',
      'worker/{answers,batches,create-again,decisions,delivery,escalation,impossible}.db.test.ts',
      'worker/{journal-not-written,leases,receivers,reconcile,resend,settling,switching,take-back}.db.test.ts',
      'worker/{drivers,endpoint}.test.ts',
    ],
    globalSetup: ['./scripts/testing/mutation-database.ts'],
    setupFiles: ['./scripts/testing/take-database.ts', './scripts/testing/fresh-database.ts'],
    runner: './scripts/testing/mutation-runner.ts',
    maxWorkers: 1,
    testTimeout: 15_000,
    hookTimeout: 30_000,
  },
})
