import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewAuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { tellingStore } from '../../src/app/telling-store.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { randomIds } from '../../src/adapters/system/random-ids.ts'

const entry = (kind: NewAuditEntry['kind']): NewAuditEntry => ({
  at: Date.UTC(2026, 0, 2),
  kind,
  actor: 'budgeteer',
  service: 'checkout',
  data: { to: 'CRITICAL' },
})

let store: Store
let publishing: Store
let woken = 0
let changes = 0

beforeEach(async () => {
  woken = 0
  changes = 0
  store = await openStore({ path: ':memory:' })
  const receivers = [
    { name: 'pager', events: new Set(['transition'] as const) },
    { name: 'archive', events: new Set(['transition', 'grant'] as const) },
  ]
  publishing = tellingStore(store, {
    receivers,
    ids: randomIds,
    onOwed: () => (woken += 1),
    onChanged: () => (changes += 1),
  })
})

afterEach(() => store.close())

describe('what goes on record', () => {
  test('is owed to each receiver that wants its kind', async () => {
    await publishing.transaction(({ audit }) =>
      audit.append([entry('transition'), entry('grant'), entry('gate')]),
    )
    const owed = (await store.deliveries.pending(10)).map(({ message: { address, content } }) => [
      address.kind === 'webhook' ? address.receiver : '',
      'type' in content && content.type,
    ])
    expect(owed).toEqual([
      ['pager', 'transition'],
      ['archive', 'transition'],
      ['archive', 'grant'],
    ])
  })

  test('is sent with everything that the record says', async () => {
    await publishing.transaction(({ audit }) => audit.append([entry('grant')]))
    const [delivery] = await store.deliveries.pending(10)
    expect(delivery?.message.content).toEqual({
      kind: 'event',
      type: 'grant',
      at: '2026-01-02T00:00:00.000Z',
      actor: 'budgeteer',
      service: 'checkout',
      data: { to: 'CRITICAL' },
      audit: { seq: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    })
  })

  test('is not sent when its transaction fails', async () => {
    const failing = publishing.transaction(async ({ audit }) => {
      await audit.append([entry('transition')])
      throw new Error('something else went wrong')
    })
    await expect(failing).rejects.toThrow('something else')
    expect(await store.deliveries.pending(10)).toEqual([])
  })
})

describe('the sender', () => {
  test('is woken after the commit, once, when something is owed', async () => {
    await publishing.transaction(async ({ audit }) => {
      await audit.append([entry('transition'), entry('grant')])
      expect(woken).toBe(0)
    })
    expect(woken).toBe(1)
  })

  test('is not woken when nothing is owed, or when the transaction fails', async () => {
    await publishing.transaction(({ audit }) => audit.append([entry('gate')]))
    const failing = publishing.transaction(async ({ audit }) => {
      await audit.append([entry('transition')])
      throw new Error('something else went wrong')
    })
    await expect(failing).rejects.toThrow('something else')
    expect(woken).toBe(0)
  })
})

describe('who looks', () => {
  test('is told after the commit, once, when something has changed', async () => {
    await publishing.transaction(async ({ audit }) => {
      await audit.append([entry('gate'), entry('approval')])
      await audit.append([entry('transition')])
      expect(changes).toBe(0)
    })
    expect(changes).toBe(1)
  })

  test('is not told of what the gate was asked, nor of what failed', async () => {
    await publishing.transaction(({ audit }) => audit.append([entry('gate'), entry('click_refused')]))
    const failing = publishing.transaction(async ({ audit }) => {
      await audit.append([entry('approval')])
      throw new Error('something else went wrong')
    })
    await expect(failing).rejects.toThrow('something else')
    expect(changes).toBe(0)
  })
})
