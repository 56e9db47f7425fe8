import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each worker loads a module once and keeps it for all its files: loading all anew for each file took longer than most tests.
    // So no module keeps what one test leaves for another.
    isolate: false,
    pool: 'threads',
    maxWorkers: '100%',
    // Long enough for a machine that is busy with something else; a test that takes this long has failed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
