import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../../src/core/kernel/time/duration.ts'
import { type Chore, type ChoreOutcome, Chores, isDue } from '../../src/app/chores.ts'
import { TestClock } from '../support/test-clock.ts'

test.each([
  { given: 'what was never done', lastAt: undefined, now: 0, due: true },
  { given: 'what was just done', lastAt: 0, now: 0, due: false },
  { given: 'a moment before the period is over', lastAt: 0, now: 59_999, due: false },
  { given: 'when the period is over', lastAt: 0, now: 60_000, due: true },
  { given: 'long after, as after a sleep of the machine', lastAt: 0, now: 9_000_000, due: true },
  { given: 'a clock set back', lastAt: 60_000, now: 1_000, due: true },
])('$given: due = $due', ({ lastAt, now, due }) => {
  expect(isDue(lastAt, MINUTE_MS, now)).toBe(due)
})

interface Rig {
  readonly chores: Chores
  readonly clock: TestClock
  readonly outcomes: ChoreOutcome[]
}

function rig(run: Chore['run'], name = 'poll'): Rig {
  const clock = new TestClock()
  const outcomes: ChoreOutcome[] = []
  const chore = { name, everyMs: MINUTE_MS, timeoutMs: 45 * SECOND_MS, run }
  return { clock, outcomes, chores: new Chores([chore], clock, (outcome) => outcomes.push(outcome)) }
}

/** Work that ends when it is told to, or aborted. */
function held(): { run: Chore['run']; release: () => void; runs: () => number } {
  const gates: (() => void)[] = []
  return {
    run: (signal) =>
      new Promise((resolve, reject) => {
        gates.push(resolve)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      }),
    release: () => gates.forEach((open) => open()),
    runs: () => gates.length,
  }
}

test('a chore runs at the first beat, and then once a period however often it beats', async () => {
  let runs = 0
  const { chores, clock, outcomes } = rig(() => Promise.resolve(void (runs += 1)))
  for (let second = 0; second < 130; second += 1) {
    chores.beat()
    await nextTurn()
    clock.advance(SECOND_MS)
  }
  expect(runs).toBe(3)
  expect(outcomes.every(({ error }) => error === undefined)).toBe(true)
  expect(clock.sleeping).toBe(0)
})

test('a chore never runs beside itself: a beat and a call join the run under way', async () => {
  const { run, release, runs } = held()
  const { chores, clock } = rig(run)
  chores.beat()
  clock.advance(10 * SECOND_MS)
  chores.beat()
  const joined = chores.runNow('poll')
  expect(runs()).toBe(1)
  release()
  await joined
  chores.beat()
  expect(runs()).toBe(1)
})

test('a chore that takes too long is aborted, and runs again when it is due', async () => {
  const { run, runs } = held()
  const { chores, clock, outcomes } = rig(run)
  const running = chores.runNow('poll')
  clock.advance(45 * SECOND_MS)
  await running
  expect(outcomes).toMatchObject([
    { name: 'poll', tookMs: 45_000, error: { message: 'poll took longer than 45000 ms' } },
  ])
  clock.advance(15 * SECOND_MS)
  chores.beat()
  expect(runs()).toBe(2)
})

test.each([
  { how: 'rejects', run: () => Promise.reject(new Error('no store')) },
  {
    how: 'throws at once',
    run: () => {
      throw new Error('no store')
    },
  },
])('a chore that $how is reported and runs again', async ({ run }) => {
  const { chores, clock, outcomes } = rig(run)
  await chores.runNow('poll')
  clock.advance(MINUTE_MS)
  chores.beat()
  await nextTurn()
  expect(outcomes).toMatchObject([{ error: { message: 'no store' } }, { error: { message: 'no store' } }])
  expect(clock.sleeping).toBe(0)
})

test('an unknown chore is a mistake in the code', async () => {
  await expect(rig(() => Promise.resolve()).chores.runNow('dishes')).rejects.toThrow(
    'there is no chore dishes',
  )
})

test('stopping waits for what is under way and begins nothing new', async () => {
  const { run, release, runs } = held()
  const { chores, clock, outcomes } = rig(run)
  chores.beat()
  const stopped = chores.stop(3 * SECOND_MS)
  clock.advance(SECOND_MS)
  release()
  await stopped
  expect(outcomes).toMatchObject([{ tookMs: 1_000 }])
  clock.advance(MINUTE_MS)
  chores.beat()
  await chores.runNow('poll')
  expect(runs()).toBe(1)
  expect(clock.sleeping).toBe(0)
})

test('stopping aborts what is still under way when its grace is over', async () => {
  const { run } = held()
  const { chores, clock, outcomes } = rig(run)
  chores.beat()
  const stopped = chores.stop(3 * SECOND_MS)
  clock.advance(3 * SECOND_MS)
  await stopped
  expect(outcomes).toMatchObject([{ error: { message: 'the bot is stopping' } }])
})

test('stopping waits at most a second for a chore that ignores its abort', async () => {
  const { chores, clock } = rig(() => new Promise(() => undefined))
  chores.beat()
  const stopped = chores.stop(3 * SECOND_MS)
  clock.advance(3 * SECOND_MS)
  await nextTurn()
  clock.advance(SECOND_MS)
  expect(await stopped).toEqual(['poll'])
})

test('stopping with nothing under way is done at once', async () => {
  const { chores, clock } = rig(() => Promise.resolve())
  expect(await chores.stop(3 * SECOND_MS)).toEqual([])
  await nextTurn()
  expect(clock.sleeping).toBe(0)
})
