import { defineConfig } from 'vitest/config'

const alias = { '@': import.meta.dirname }
const ignored = ['node_modules/**', '.next/**', 'data/**', 'e2e/**']

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...ignored, '**/*.db.test.ts'],
          globalSetup: ['./scripts/testing/own-folder.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude: ignored,
          globalSetup: ['./scripts/testing/own-folder.ts', './scripts/test-database.ts'],
          setupFiles: ['./scripts/testing/fresh-database.ts'],
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
