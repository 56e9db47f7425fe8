import { expect, test } from 'vitest'
import { ChangeFeed } from '../../../../src/core/kernel/change-feed.ts'
import { SECOND_MS } from '../../../../src/core/kernel/time/duration.ts'
import { PageCache } from '../../../../src/adapters/http/pages/page-cache.ts'
import { TestClock } from '../../../support/test-clock.ts'

const setUp = () => {
  const changes = new ChangeFeed()
  const clock = new TestClock()
  let made = 0
  const cache = new PageCache<number>(changes, clock)
  return { changes, clock, cache, make: () => Promise.resolve((made += 1)) }
}

test('is made once between two changes, by key', async () => {
  const { cache, changes, make } = setUp()
  expect(await Promise.all([cache.of('a', make), cache.of('a', make), cache.of('b', make)])).toEqual([
    1, 1, 2,
  ])
  changes.changed()
  expect(await cache.of('a', make)).toBe(3)
})

test('is made again after ten seconds, or when the clock was set back', async () => {
  const { cache, clock, make } = setUp()
  await cache.of('a', make)
  clock.advance(10 * SECOND_MS - 1)
  expect(await cache.of('a', make)).toBe(1)
  clock.advance(1)
  expect(await cache.of('a', make)).toBe(2)
  clock.advance(-1)
  expect(await cache.of('a', make)).toBe(3)
})

test('what was made before a change that came meanwhile does not stay', async () => {
  const { cache, changes, make } = setUp()
  const slow = Promise.withResolvers<number>()
  const asked = cache.of('a', () => slow.promise)
  changes.changed()
  slow.resolve(0)
  expect(await asked).toBe(0)
  expect(await cache.of('a', make)).toBe(1)
})

test('a failure is not kept', async () => {
  const { cache, make } = setUp()
  await expect(cache.of('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await cache.of('a', make)).toBe(1)
})
