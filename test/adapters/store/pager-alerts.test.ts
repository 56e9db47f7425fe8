import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import type { Store } from '../../../src/adapters/store/store.ts'
import type { PagerAlert } from '../../../src/core/paging/pager-alert.ts'
import { owedToPager } from '../../support/pager-contents.ts'

let store: Store
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
})
afterEach(() => store.close())

const ALERT: PagerAlert = {
  key: 'burn-alert/b-1',
  cause: 'burn-alert',
  of: 'b-1',
  service: 'checkout',
  pagers: ['main', 'other'],
  summary: 'It burns',
  triggeredAt: 1_000,
  takenBy: null,
  takenAt: null,
  resolvedAt: null,
}

test('alerts at pagers come back as they were, and those that are resolved are no longer open', async () => {
  const older = { ...ALERT, key: 'level/t-1', cause: 'level' as const, of: 't-1', triggeredAt: 500 }
  await store.pagerAlerts.save(ALERT)
  await store.pagerAlerts.save(older)
  await store.pagerAlerts.save({ ...ALERT, key: 'incident/i-1', service: 'search' })
  expect(await store.pagerAlerts.open('checkout')).toEqual([older, ALERT])
  const over = { ...ALERT, takenBy: 'U1', takenAt: 2_000, resolvedAt: 3_000 }
  await store.pagerAlerts.save(over)
  expect(await store.pagerAlerts.byKey(ALERT.key)).toEqual(over)
  expect(await store.pagerAlerts.open('checkout')).toEqual([older])
})

test('what is withdrawn is not sent, and only what nobody has tried is known to be unsent', async () => {
  const [trigger, tried, sending] = [
    owedToPager('trigger'),
    owedToPager('trigger', 'level/t-1'),
    owedToPager('trigger', 'level/t-2'),
  ]
  await store.outbox.owe([trigger, tried, sending])
  await store.deliveries.begin(tried.id)
  await store.deliveries.postpone(tried.id, 'it answered 500', 0)
  await store.deliveries.begin(sending.id)
  const ids = [trigger.id, tried.id, sending.id, 'pager/main/nothing/trigger']
  expect(await store.deliveries.withdraw(ids, 5_000)).toEqual(new Set([trigger.id]))
  expect((await store.deliveries.pending(10)).map(({ message }) => message.id)).toEqual([sending.id])
  expect(await store.deliveries.begin(trigger.id)).toBe(false)
  expect(await store.deliveries.begin(sending.id)).toBe(true)
})
