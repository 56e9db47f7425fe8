import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Each worker loads a module once and keeps it for all its files: loading all anew for each file took longer than most tests.
    // So no module keeps what one test leaves for another.
    isolate: false,
    pool: 'threads',
    maxWorkers: '100%',
    // Nothing waits for the clock: this is for a test that hangs, not for one on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
