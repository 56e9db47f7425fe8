import { expect, test } from 'vitest'
import { newestFirst, pageOf, placeFrom, placeText } from '../../../src/core/kernel/paging.ts'

const row = (at: number, id: string) => ({ at, id })

test('a page has as many rows as were asked for, and the place of its last one where more follow', () => {
  const rows = [row(3, 'a'), row(2, 'b'), row(1, 'c')]
  expect(pageOf(rows, 2, (one) => one)).toEqual({ rows: rows.slice(0, 2), next: row(2, 'b') })
  expect(pageOf(rows, 3, (one) => one)).toEqual({ rows, next: null })
  expect(pageOf([], 3, (one: { at: number; id: string }) => one)).toEqual({ rows: [], next: null })
})

test('rows of one time stand by their ids, the greater first', () => {
  const rows = [row(1, 'a'), row(2, 'a'), row(1, 'b')]
  expect(rows.toSorted(newestFirst)).toEqual([row(2, 'a'), row(1, 'b'), row(1, 'a')])
})

test.each([row(1_764_431_100_000, 'r-7k2m9xqpv4'), row(0, 'year-end/17.5')])(
  'a place stands in addresses: %o',
  (place) => {
    expect(placeFrom(placeText(place))).toEqual(place)
  },
)

test.each(['', '1', '1.', '.a', 'x.a', '-1.a', '1234567890123456.a', `1.${'a'.repeat(201)}`])(
  'what is no place is none: %s',
  (text) => {
    expect(placeFrom(text)).toBeUndefined()
  },
)
