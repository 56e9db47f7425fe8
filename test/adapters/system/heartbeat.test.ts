import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test, vi } from 'vitest'
import { startHeartbeat } from '../../../src/adapters/system/heartbeat.ts'
import { openLog } from '../../../src/adapters/system/logger.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** What stands in the log, and what was printed beside it, when the clock jumps ten seconds and a beat fails. */
async function told(level: string): Promise<{ readonly logged: string; readonly printed: number }> {
  vi.useFakeTimers({ now: Date.parse('2026-11-20T12:00:00.500Z') })
  const consoles = (['debug', 'info', 'log', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => undefined),
  )
  const lines = new PassThrough()
  let beats = 0
  const heartbeat = startHeartbeat(
    () => {
      beats += 1
      if (beats === 3) throw new Error('the disk is full')
    },
    openLog(level, [], lines),
  )
  await vi.advanceTimersByTimeAsync(1_000)
  vi.setSystemTime(Date.now() + 10_000)
  await vi.advanceTimersByTimeAsync(5_000)
  await heartbeat.stop()
  lines.end()
  vi.useRealTimers()
  return {
    logged: await text(lines),
    printed: consoles.reduce((sum, { mock }) => sum + mock.calls.length, 0),
  }
}

test('a beat that fails is a line of the log, and a missed one is none', async () => {
  const { logged, printed } = await told('info')
  expect(printed).toBe(0)
  const entries = logged
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(entries).toMatchObject([
    { level: 50, msg: 'a beat of the scheduler failed', err: { message: 'the disk is full' } },
  ])
})

test('a missed beat is told at level debug, in the form of the log', async () => {
  const { logged, printed } = await told('debug')
  expect(printed).toBe(0)
  expect(logged.split('\n').find((line) => line.includes('missed execution'))).toMatch(/^{"level":20,/)
})
