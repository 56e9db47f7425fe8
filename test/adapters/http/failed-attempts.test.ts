import { expect, test } from 'vitest'
import { failedAttempts } from '../../../src/adapters/http/failed-attempts.ts'

const times = (attempt: (nth: number) => { readonly waitS: number | undefined }, count: number) =>
  Array.from({ length: count }, (_, nth) => attempt(nth).waitS)

test('an address has sixty wrong tokens a minute, and then waits for the next one', () => {
  const failed = failedAttempts()
  const waits = times((nth) => failed('192.0.2.1', nth * 100), 61)
  expect(waits.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => undefined))
  expect(waits[60]).toBe(54)
  expect(failed('192.0.2.2', 6_000).waitS).toBeUndefined()
  expect(failed('192.0.2.1', 60_000).waitS).toBeUndefined()
})

test('a network of IPv6 counts as one, since whoever has an address there has them all', () => {
  const failed = failedAttempts()
  const spelled = (nth: number): string => `2001:db8:0:7:${nth.toString(16)}::${nth.toString(16)}`
  expect(times((nth) => failed(spelled(nth + 1), 0), 61).at(-1)).toBe(60)
  expect(failed('2001:db8:0:8::1', 0).waitS).toBeUndefined()
  // IPv4 within IPv6 is no such network.
  expect(
    times((nth) => failed(`::ffff:192.0.2.${nth}`, 0), 100).filter((wait) => wait !== undefined),
  ).toEqual([])
})

test('the first of a minute is news, and the first that waits', () => {
  const failed = failedAttempts()
  const news = Array.from({ length: 200 }, () => failed('192.0.2.1', 0)).flatMap(({ isNews }, nth) =>
    isNews ? [nth] : [],
  )
  expect(news).toEqual([0, 60])
})
