import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test, vi } from 'vitest'
import { startHeartbeat } from '../../../src/adapters/system/heartbeat.ts'
import { openLog } from '../../../src/adapters/system/logger.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test.each([
  ['back by a minute', -60_000],
  ['back by an hour', -3_600_000],
  ['back by a day', -86_400_000],
  ['forward by a minute', 60_000],
  ['forward by an hour', 3_600_000],
  ['forward by a day', 86_400_000],
])('it beats on after the clock was set %s, and says so', async (_, jumpMs) => {
  vi.useFakeTimers({ now: Date.parse('2026-11-20T12:00:00.500Z') })
  const lines = new PassThrough()
  const jumps: number[] = []
  let beats = 0
  const heartbeat = startHeartbeat(() => (beats += 1), openLog('info', [], lines), {
    onClockJump: (ms) => jumps.push(ms),
  })
  await vi.advanceTimersByTimeAsync(3_000)
  vi.setSystemTime(Date.now() + jumpMs)
  beats = 0
  await vi.advanceTimersByTimeAsync(10_000)
  await heartbeat.stop()
  lines.end()
  vi.useRealTimers()
  expect(beats).toBeGreaterThanOrEqual(7)
  expect(jumps).toEqual([jumpMs])
  expect(JSON.parse(await text(lines))).toMatchObject({
    level: Math.abs(jumpMs) >= 300_000 ? 50 : 40,
    jumpSeconds: jumpMs / 1_000,
    msg: expect.stringContaining(jumpMs < 0 ? 'set back' : 'set forward') as string,
  })
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
    { level: 40, jumpSeconds: 10 },
    { level: 50, msg: 'a beat of the scheduler failed', err: { message: 'the disk is full' } },
  ])
})

test('a missed beat is told at level debug, in the form of the log', async () => {
  const { logged, printed } = await told('debug')
  expect(printed).toBe(0)
  expect(logged.split('\n').find((line) => line.includes('missed execution'))).toMatch(/^{"level":20,/)
})
