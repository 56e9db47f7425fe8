import { afterEach, expect, test } from 'vitest'
import { fencedStore } from '../../src/app/fenced-store.ts'
import type { ServiceFlag } from '../../src/core/budgets/service-flag.ts'
import { followFlags } from '../../src/core/flags/follow-flags.ts'
import { DUTIES, type Lease, LeaseLostError } from '../../src/core/replicas/lease.ts'
import { aFlagChange } from '../support/a-flag-change.ts'
import { KeptFlags } from '../support/kept-flags.ts'
import { FlaggedPlatform } from '../core/flags/rolled-back.ts'

let at: FlaggedPlatform

afterEach(() => at.platform.close())

const heldUnder = (term: string): Lease => ({
  ...{ name: DUTIES, term, host: 'pod-b', pid: 2, kernel: 'k', since: 0, beats: 0 },
})

test('a replica whose lease is another’s by now switches no flag, and leaves what the other wrote', async () => {
  at = await FlaggedPlatform.open({ checkout: true })
  const { store, clock } = at.platform
  const owedAt = clock.now()
  const owed = aFlagChange({ key: 'checkout', state: 'turning-off', attempts: 0, after: null, owedAt })
  await store.flagChanges.save([owed])
  await store.leases.take(heldUnder('term-new'), undefined)
  const world = { ...at.world, store: fencedStore(store, 'term-old') }
  await expect(followFlags(world)).rejects.toThrow(LeaseLostError)
  expect(at.flags.changes).toEqual([])
  expect(await at.changes()).toEqual([owed])
})

test('a chore that is aborted while it looks at a flag does not switch it', async () => {
  at = await FlaggedPlatform.open({ checkout: true })
  const owedAt = at.platform.clock.now()
  await at.platform.store.flagChanges.save([
    aFlagChange({ key: 'checkout', state: 'turning-off', attempts: 0, after: null, owedAt }),
  ])
  const stopping = new AbortController()
  class Slow extends KeptFlags {
    override read(flag: ServiceFlag) {
      stopping.abort()
      return super.read(flag)
    }
  }
  const flags = new Slow('live', { checkout: true })
  await followFlags({ ...at.world, flagProviders: () => new Map([['flags', flags]]) }, stopping.signal)
  expect(flags.changes).toEqual([])
})
