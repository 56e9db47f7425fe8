import { expect, it } from 'vitest'
import { assertTerm, type Lease, LeaseLostError } from '../../../src/core/replicas/lease.ts'
import { onEachStore } from './each-store.ts'

const lease: Lease = {
  name: 'duties',
  term: 'term-1',
  host: 'pod-a',
  pid: 7,
  kernel: 'k-1',
  since: 1_761_220_800_000,
  beats: 0,
}
const other: Lease = { ...lease, term: 'term-2', host: 'pod-b' }

onEachStore((current) => {
  it('gives a free lease to the first who takes it', async () => {
    const { leases } = current()
    expect(await leases.current('duties')).toBeUndefined()
    expect(await leases.take(lease, undefined)).toBe(true)
    expect(await leases.take(other, undefined)).toBe(false)
    expect(await leases.current('duties')).toEqual(lease)
  })

  it('counts renewals, and refuses those of a term that is over', async () => {
    const { leases } = current()
    await leases.take(lease, undefined)
    expect(await leases.renew('duties', 'term-1')).toBe(true)
    expect(await leases.renew('duties', 'term-2')).toBe(false)
    expect(await leases.current('duties')).toEqual({ ...lease, beats: 1 })
  })

  it('gives a lease away where nobody has renewed it since it was seen', async () => {
    const { leases } = current()
    await leases.take(lease, undefined)
    await leases.renew('duties', 'term-1')
    expect(await leases.take(other, { term: 'term-1', beats: 0 }), 'renewed meanwhile').toBe(false)
    expect(await leases.take(other, { term: 'term-0', beats: 1 }), 'another term').toBe(false)
    expect(await leases.take(other, { term: 'term-1', beats: 1 })).toBe(true)
    expect(await leases.current('duties')).toEqual(other)
    expect(await leases.renew('duties', 'term-1')).toBe(false)
  })

  it('frees a lease for its own term alone', async () => {
    const { leases } = current()
    await leases.take(lease, undefined)
    await leases.release('duties', 'term-2')
    expect(await leases.current('duties')).toEqual(lease)
    await leases.release('duties', 'term-1')
    expect(await leases.current('duties')).toBeUndefined()
  })

  it('keeps nothing of a transaction whose term is over', async () => {
    const store = current()
    await store.leases.take(other, undefined)
    const late = store.transaction(async ({ leases, statuses, readings }) => {
      await readings.add([])
      await statuses.save([])
      await assertTerm(leases, lease)
    })
    await expect(late).rejects.toThrow(LeaseLostError)
    await store.transaction(({ leases }) => assertTerm(leases, other))
  })
})
