import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import type { Store } from '../../../src/adapters/store/store.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { Reading } from '../../../src/core/budgets/reading.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

/** On the minute. */
const AT = Date.UTC(2026, 2, 15, 12, 30)

const objective = parseObjective('99.5')
if (objective === undefined) throw new Error('99.5 is an objective')
const SLO: Slo = {
  service: 'shop',
  name: 'orders',
  title: 'Orders',
  objective,
  window: rolling(30 * DAY_MS),
  sli: { kind: 'pushed' },
}

let store: Store
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
})
afterEach(() => store.close())

const push = (agoMs: readonly number[], total = 100): Promise<unknown> =>
  store.pushedCounts.add(
    agoMs.map((ago) => ({ service: 'shop', slo: 'orders', good: total, total, at: AT - ago })),
  )

async function readingAfter(ms: number): Promise<Reading> {
  const at = AT + ms
  const measured = await pushedSource(store.pushedCounts).measure([questionOf(SLO, at)], at)
  return readingOf(SLO, measured.get('shop/orders') ?? { samples: new Map() }, at)
}

const every = (gapMs: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index * gapMs)

test('counts that are pushed each minute have stopped after five', async () => {
  await push(every(MINUTE_MS, 60))
  expect(await readingAfter(5 * MINUTE_MS)).toMatchObject({ kind: 'measured', newestAt: AT })
  expect(await readingAfter(5 * MINUTE_MS + 1)).toMatchObject({ reason: 'data_stopped', newestAt: AT })
})

test.each([
  ['hour', HOUR_MS],
  ['day', DAY_MS],
])('counts that are pushed each %s have stopped after three', async (_, gapMs) => {
  await push(every(gapMs, 10))
  await store.pushedCounts.thin(AT)
  expect(await readingAfter(3 * gapMs)).toMatchObject({ kind: 'measured' })
  // Old counts are known to the hour.
  expect(await readingAfter(3 * gapMs + HOUR_MS)).toMatchObject({ kind: 'missing', reason: 'data_stopped' })
})

test('one late gap is not the usual one, and pushes of nothing keep an idle service known', async () => {
  await push([...every(MINUTE_MS, 20), 10 * HOUR_MS, 11 * HOUR_MS])
  expect(await readingAfter(6 * MINUTE_MS)).toMatchObject({ reason: 'data_stopped' })
  await push([-5 * MINUTE_MS], 0)
  expect(await readingAfter(6 * MINUTE_MS)).toMatchObject({ kind: 'measured' })
})
