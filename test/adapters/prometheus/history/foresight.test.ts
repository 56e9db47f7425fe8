import { describe, expect, test } from 'vitest'
import { foresight } from '../../../../src/adapters/prometheus/history/foresight.ts'
import { HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'

const STEPS = { from: 0, until: 100 * HOUR_MS, stepMs: HOUR_MS }
const MOST = 1_000

describe('what will be asked again', () => {
  test('is foreseen from the second time on, up to the last look', () => {
    const seen = foresight<string>(STEPS).of('up')
    expect(seen.range(0, MOST)).toBeUndefined()
    const range = seen.range(HOUR_MS, MOST)
    expect(range).toEqual({ from: HOUR_MS, strideMs: HOUR_MS, count: 100 })
    if (range !== undefined) seen.keep(range, 'told')
    expect(seen.told(7 * HOUR_MS)).toEqual({ told: 'told', index: 6, range })
    expect(seen.told(7 * HOUR_MS + MINUTE_MS)).toBeUndefined()
  })

  test('goes on in the rhythm in which it was asked', () => {
    const seen = foresight<string>(STEPS).of('up')
    seen.range(2 * HOUR_MS, MOST)
    expect(seen.range(5 * HOUR_MS, MOST)).toEqual({
      from: 5 * HOUR_MS,
      strideMs: 3 * HOUR_MS,
      count: 32,
    })
  })

  test('comes in chunks of at most so many times', () => {
    const seen = foresight<string>(STEPS).of('up')
    seen.range(0, MOST)
    const first = seen.range(HOUR_MS, 10)
    expect(first?.count).toBe(10)
    if (first !== undefined) seen.keep(first, 'first')
    for (let look = 2; look <= 10; look += 1) expect(seen.told(look * HOUR_MS)).toBeDefined()
    seen.use(10 * HOUR_MS, 9)
    expect(seen.told(11 * HOUR_MS)).toBeUndefined()
    expect(seen.range(11 * HOUR_MS, 10)).toMatchObject({ from: 11 * HOUR_MS, count: 10 })
  })
})

describe('nothing is foreseen', () => {
  test.each([
    ['of a time between two looks', 90 * MINUTE_MS],
    ['of a time before the last one', -HOUR_MS],
    ['of a time beyond the last look', 101 * HOUR_MS],
  ])('%s', (_, at) => {
    const seen = foresight<string>(STEPS).of('up')
    seen.range(0, MOST)
    expect(seen.range(at, MOST)).toBeUndefined()
    // And the rhythm stays as it was.
    expect(seen.range(HOUR_MS, MOST)).toBeDefined()
  })

  test('of what fails as a range', () => {
    const seen = foresight<string>(STEPS).of('up')
    seen.range(0, MOST)
    seen.giveUp()
    for (let look = 1; look < 50; look += 1) expect(seen.range(look * HOUR_MS, MOST)).toBeUndefined()
  })

  test('for a while, and for longer each time, where the rhythm was broken', () => {
    const seen = foresight<string>(STEPS).of('up')
    let ranges = 0
    // One look apart, then two, and so on in turn: no rhythm lasts.
    for (let [at, index] = [0, 0]; at <= 100 * HOUR_MS; at += (1 + (index % 2)) * HOUR_MS, index += 1) {
      if (seen.told(at) !== undefined) {
        seen.use(at)
        continue
      }
      const range = seen.range(at, MOST)
      if (range === undefined) continue
      ranges += 1
      seen.keep(range, 'told')
    }
    expect(ranges).toBeLessThan(8)
  })
})
