import { expect, it, onTestFinished, vi } from 'vitest'
import { sentBetween } from '../../../src/core/replicas/signals.ts'
import { onEachStore } from './each-store.ts'

onEachStore((current) => {
  it('tells other replicas of what was committed, where there can be any', async () => {
    const store = current()
    const onSignal = vi.fn<() => void>()
    onTestFinished(await store.listen(onSignal))
    // It says once that it listens.
    if (store.isShared) await expect.poll(() => onSignal.mock.calls.length).toBe(1)
    const before = await store.signals.counts()
    await store.transaction(({ signals }) => signals.send(['owed', 'changed']))
    await store.transaction(({ signals }) => signals.send(['owed']))
    if (!store.isShared) {
      expect(await store.signals.counts()).toEqual(before)
      return
    }
    expect(sentBetween(before, await store.signals.counts())).toEqual(new Set(['owed', 'changed']))
    await expect.poll(() => onSignal.mock.calls.length).toBeGreaterThan(1)
  })

  it('tells nothing of what was not committed', async () => {
    const store = current()
    const before = await store.signals.counts()
    const failed = store.transaction(async ({ signals }) => {
      await signals.send(['changed'])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(sentBetween(before, await store.signals.counts())).toEqual(new Set())
  })

  it('tells that a lease is free', async () => {
    const store = current()
    const lease = { name: 'duties', term: 't', host: 'h', pid: 1, kernel: 'k', since: 1, beats: 0 }
    await store.leases.take(lease, undefined)
    const before = await store.signals.counts()
    await store.leases.release('duties', 't')
    const sent = sentBetween(before, await store.signals.counts())
    expect(sent).toEqual(new Set(store.isShared ? ['lease'] : []))
  })
})
