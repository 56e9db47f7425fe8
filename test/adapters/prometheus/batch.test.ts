import { describe, expect, test } from 'vitest'
import { batches, batchQuery, batchValues } from '../../../src/adapters/prometheus/batch.ts'

const expressions = (count: number, length: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(length, 'x'))

describe('expressions are shared out over batches', () => {
  test.each([
    ['none need none', 0, 100, 4, 0],
    ['a few go together', 12, 100, 4, 1],
    ['600 short ones go by the hundred at most, on every connection alike', 600, 20, 4, 8],
    ['what fits one batch still uses every connection', 64, 100, 4, 4],
    ['long ones go by their length', 10, 5_000, 4, 4],
    ['one beyond the length goes alone', 2, 20_000, 4, 2],
  ])('%s', (_, count, length, width, due) => {
    const all = expressions(count, length)
    const shared = batches(all, width)
    expect(shared).toHaveLength(due)
    expect(shared.flat().sort()).toEqual(all.toSorted())
    for (const batch of shared) expect(batch.length).toBeLessThanOrEqual(100)
  })
})

test('a batch labels each member, keeps comments on their line and turns scalars into vectors', () => {
  expect(batchQuery(['a # why', '1 - 0.5'], (text) => text === '1 - 0.5')).toBe(
    'label_replace((\na # why\n), "budgeteer_q", "0", "", "") or ' +
      'label_replace(vector(\n1 - 0.5\n), "budgeteer_q", "1", "", "")',
  )
})

test('a large batch is joined by halves, in the order of its members', () => {
  const query = batchQuery(expressions(40, 3), () => false)
  expect(query.replaceAll(/label_replace\([^]*?"(\d+)", "", ""\)/g, '$1')).toBe(
    [0, 20]
      .map((half) => `(${[half, half + 10].map((from) => `(${tenFrom(from)})`).join(' or ')})`)
      .join(' or '),
  )
})

const tenFrom = (from: number): string => Array.from({ length: 10 }, (_, n) => from + n).join(' or ')

test('the values of a batch come back in the order of its members', () => {
  const member = (q: string, value: number) => ({ labels: { budgeteer_q: q }, value })
  const series = [member('2', 7), member('0', 5), member('3', 1), member('3', 2)]
  expect(batchValues({ kind: 'vector', series }, 4)).toEqual([
    { kind: 'value', value: 5 },
    { kind: 'absent' },
    { kind: 'value', value: 7 },
    { kind: 'failed', detail: 'the query returned 2 series; wrap it in sum()' },
  ])
})
