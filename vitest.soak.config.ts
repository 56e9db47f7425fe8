import { defineConfig } from 'vitest/config'

/** What takes minutes: `npm run soak` at full length, `.ci/run` at short ones. One file after the other, each alone on the machine. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    fileParallelism: false,
    pool: 'forks',
    // For a test that hangs: the longest one lasts twenty minutes.
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
})
