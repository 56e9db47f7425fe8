import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that start processes and browsers first: they take longest, and wait while the others work. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      /\/test\/(e2e|cli|package|release)\//.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Takes minutes, and has the machine for itself: vitest.soak.config.ts.
    exclude: ['test/soak/**'],
    setupFiles: ['test/setup.ts'],
    sequence: { sequencer: LongestFirst },
    // Each worker loads a module once and keeps it for all its files: to load all of them for each file took longer than most
    // tests. So no module keeps what one test would leave for another.
    isolate: false,
    // Workers are processes, as the bot itself is one. As threads of one process they share the engine's table of compiled code, and
    // Node.js 24.21 has ended in "Check failed: jit_page.has_value()" with all of them.
    pool: 'forks',
    maxWorkers: availableParallelism() + 1,
    // Nothing waits for the clock: this is for a test that hangs, not for one on a busy machine.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
