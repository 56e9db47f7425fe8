import { expect, test } from 'vitest'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import { addPushedCounts } from '../../../src/core/budgets/add-pushed-counts.ts'
import type { PushedCount } from '../../../src/core/budgets/pushed-counts.ts'
import { TestClock } from '../../support/test-clock.ts'

test('a push is on record with its caller; one that only repeats is not', async () => {
  const store = await openStore({ path: ':memory:' })
  const count = (slo: string): PushedCount => ({
    service: 'shop',
    slo,
    good: 9,
    total: 10,
    at: 60_000,
    key: slo,
  })
  const push = (...slos: readonly string[]): Promise<unknown> =>
    addPushedCounts({ store, clock: new TestClock() }, slos.map(count), 'exporter')
  expect(await push('orders', 'returns')).toEqual({ added: 2, repeated: 0 })
  expect(await push('orders')).toEqual({ added: 0, repeated: 1 })
  const entries = []
  for await (const entry of store.audit.entries()) entries.push(entry)
  expect(entries).toMatchObject([
    {
      kind: 'counts_pushed',
      actor: 'token:exporter',
      service: 'shop',
      data: { added: 2, slos: 2, events: { 'shop/orders': { good: 9, total: 10 } } },
    },
  ])
  await store.close()
})
