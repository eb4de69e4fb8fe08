import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** What failed last comes first, then what is quick: most mutants end in a second or two. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weight = (file: TestSpecification) => {
      const last = this.ctx.cache.getFileTestResults(
        `${file.project.name}:${file.moduleId.slice(this.ctx.config.root.length + 1)}`,
      )
      return last?.failed ? -1 : (last?.duration ?? 0)
    }
    return [...files].sort((a, b) => weight(a) - weight(b))
  }
}

/**
 * The tests that say what delivery does, in one project: Stryker counts what each of them runs through. MUTATION_TESTS names
 * fewer, by commas: what none of those notices survives, so the score is a lower bound. (Stryker's own --testFiles does not
 * switch on mutants of what a module does while it loads.)
 */
export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    include: process.env.MUTATION_TESTS?.split(',') ?? [
      'lib/delivery/*.test.ts',
      'worker/{addresses,answer-silence,answers,batches,bucket,citizen-text,claimed,clocks,create-again,decided,decisions}.db.test.ts',
      'worker/{delivery,directory-questions,escalation,end-alarms,file-signing,files-apart,hanging,impossible,journal-not-written,leases,lock-application}.db.test.ts',
      'worker/{list-deliveries,look-up,metrics,poll-faults,polling,queue,receivers,reconcile,reconcile-lines}.db.test.ts',
      'worker/{reconcile-lost,rejections,resend,second-answer,send-one,senders,settling,smev-words,splitting,stopping,strangers,unsaid}.db.test.ts',
      'worker/{switching,take-back,thrown,worker-died}.db.test.ts',
      'worker/{drivers,endpoint,read-answer}.test.ts',
    ],
    globalSetup: ['./scripts/test-database.ts'],
    setupFiles: ['./scripts/testing/fresh-database.ts'],
    runner: './scripts/testing/mutation-runner.ts',
    sequence: { sequencer: QuickFirst },
    maxWorkers: 1,
    testTimeout: 15_000,
    hookTimeout: 30_000,
  },
})
