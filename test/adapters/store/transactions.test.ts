import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { verifyChain } from '../../../src/core/kernel/audit/verify-chain.ts'
import type { Stores } from '../../../src/adapters/store/store.ts'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'
import { onEachStore } from './each-store.ts'

const owed: OwedMessage = {
  id: 'm_1',
  address: { kind: 'channel', purpose: 'announcements' },
  subject: 's',
  content: { kind: 'k' },
  owedAt: 1,
  act: 'post',
}
const step = (at: number) => ({ at, kind: 'gate', actor: 'token:ci', service: 'api', data: {} }) as const
const push = { service: 'api', slo: 'availability', good: 1, total: 1, at: 60_000 }

onEachStore((current) => {
  const counted = async (): Promise<number | undefined> =>
    (await current().pushedCounts.sum('api', 'availability', 0, 60_000))?.total

  it('commits everything together', async () => {
    const answer = await current().transaction(async ({ audit, outbox, pushedCounts }) => {
      await audit.append([step(1)])
      await outbox.owe([owed])
      await pushedCounts.add([push])
      return 'done'
    })
    expect(answer).toBe('done')
    expect(await current().deliveries.pending(9)).toHaveLength(1)
    expect(await counted()).toBe(1)
  })

  it('undoes everything together, and rethrows the reason', async () => {
    const work = current().transaction(async ({ audit, outbox, pushedCounts }) => {
      await audit.append([step(1)])
      await outbox.owe([owed])
      await pushedCounts.add([push])
      throw new RangeError('no')
    })
    await expect(work).rejects.toThrow(new RangeError('no'))
    expect(await current().deliveries.pending(9)).toEqual([])
    expect(await counted()).toBeUndefined()
    expect(await verifyChain(current().auditChain.rows())).toMatchObject({ entries: 0 })
  })

  it('runs 200 that were begun at once one after the other', async () => {
    const seen: number[] = []
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        current().transaction(async ({ pushedCounts, audit }) => {
          const before = await pushedCounts.sum('api', 'availability', 0, 60_000)
          await Promise.resolve()
          seen.push(before?.total ?? 0)
          await audit.append([step(index)])
          await pushedCounts.add([push])
        }),
      ),
    )
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index))
    expect(await verifyChain(current().auditChain.rows())).toMatchObject({ intact: true, entries: 200 })
  })

  it('shows direct calls all of it or nothing', async () => {
    const running = current().transaction(async ({ pushedCounts }) => {
      await pushedCounts.add([push])
      await setImmediate()
      await pushedCounts.add([push])
    })
    const [seen] = await Promise.all([counted(), running])
    expect([undefined, 2]).toContain(seen)
    expect(await counted()).toBe(2)
  })

  describe('misuse is an error, never a deadlock', () => {
    it('the outer store inside the work', async () => {
      const work = current().transaction(() => current().audit.append([step(1)]))
      await expect(work).rejects.toThrow(/inside its own transaction/)
    })

    it('a transaction inside a transaction', async () => {
      const work = current().transaction(() => current().transaction(() => Promise.resolve(1)))
      await expect(work).rejects.toThrow(/inside its own transaction/)
    })

    it('closing inside the work', async () => {
      const work = current().transaction(() => current().close())
      await expect(work).rejects.toThrow(/inside its own transaction/)
      expect(await current().trouble()).toBeNull()
    })

    it('the stores of a transaction after its end', async () => {
      let escaped: Stores | undefined
      await current().transaction((stores) => {
        escaped = stores
        return Promise.resolve()
      })
      await expect(escaped?.audit.append([step(1)])).rejects.toThrow(/committed/)
    })

    it('what the work started may use the store once the work is over', async () => {
      let later: Promise<unknown> | undefined
      await current().transaction(async ({ audit }) => {
        await audit.append([step(1)])
        later = setImmediate().then(() => current().audit.append([step(2)]))
      })
      await later
      expect(await verifyChain(current().auditChain.rows())).toMatchObject({ entries: 2 })
    })
  })

  it('is healthy until it is closed, and finishes what was queued', async () => {
    const store = current()
    expect(await store.trouble()).toBeNull()
    const queued = Promise.all([1, 2, 3].map((at) => store.audit.append([step(at)])))
    const closing = store.close()
    await queued
    await closing
    await store.close()
    expect(await store.trouble()).toMatch(/cannot be written: .*(destroyed|closed)/)
    await expect(store.statuses.all()).rejects.toThrow(/destroyed|closed/)
  })
})
