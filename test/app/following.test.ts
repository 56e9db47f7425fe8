import { expect, test } from 'vitest'
import { following, type OnSignal } from '../../src/app/following.ts'
import type { Signal } from '../../src/core/replicas/signals.ts'

/** Counts as the database would hold them, and what a replica did that follows them. */
async function follower(more: Partial<OnSignal> = {}) {
  const counts = new Map<Signal, number>([['owed', 7]])
  const done: Signal[] = []
  const does = (signal: Signal) => (): void => void done.push(signal)
  const chore = await following(
    { counts: () => Promise.resolve(new Map(counts)) },
    {
      owed: does('owed'),
      changed: does('changed'),
      polled: does('polled'),
      found: does('found'),
      lease: does('lease'),
      ...more,
    },
  )
  const others = (signal: Signal): void => void counts.set(signal, (counts.get(signal) ?? 0) + 1)
  const look = (): Promise<void> => chore.run(AbortSignal.timeout(60_000))
  return { others, look, done }
}

test('what was told before it started is nothing to follow', async () => {
  const { look, done } = await follower()
  await look()
  expect(done).toEqual([])
})

test('each thing that others did is taken up once, however often they did it', async () => {
  const { others, look, done } = await follower()
  for (const signal of ['polled', 'owed', 'polled'] as const) others(signal)
  await look()
  await look()
  expect(done.toSorted()).toEqual(['owed', 'polled'])
  others('polled')
  await look()
  expect(done.toSorted()).toEqual(['owed', 'polled', 'polled'])
})

test('what could not be taken up is taken up at the next look', async () => {
  let fails = true
  const { others, look, done } = await follower({
    changed: () => {
      if (fails) throw new Error('no route to the database')
      done.push('changed')
    },
  })
  others('changed')
  await expect(look()).rejects.toThrow('no route')
  fails = false
  await look()
  await look()
  expect(done).toEqual(['changed'])
})
