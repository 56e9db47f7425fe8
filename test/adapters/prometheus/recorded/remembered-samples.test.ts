import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  eachSample,
  LARGE_ANSWER,
  type RawLabels,
} from '../../../../src/adapters/prometheus/recorded/large-vector.ts'
import { RememberedSamples } from '../../../../src/adapters/prometheus/recorded/remembered-samples.ts'

interface Sample {
  readonly metric: RawLabels
  readonly value?: readonly [number, string]
  readonly histogram?: unknown
}

const sample = (name: string, value: number): Sample => ({
  metric: { __name__: 'ratio', name },
  value: [1_769_817_600.123, String(value)],
})

function answer(samples: readonly Sample[], spaces?: number): unknown {
  const body = { status: 'success', data: { resultType: 'vector', result: samples } }
  const read = LARGE_ANSWER.read({
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify(body, null, spaces),
  })
  if (read.kind === 'failed') throw new Error(read.detail)
  return read.data
}

/** What is read of each answer, one after the other; and how often labels were parsed for it. */
function reader() {
  let parsed = 0
  const memory = new RememberedSamples(({ name }) => {
    parsed += 1
    return name
  })
  return (data: unknown) => {
    const seen: [string, number][] = []
    const before = parsed
    const isVector = memory.each(data, (name, value) => seen.push([name, value]))
    return { isVector, seen, parsed: parsed - before }
  }
}

describe('samples of one query, asked again', () => {
  test('have their labels parsed once', () => {
    const read = reader()
    expect(read(answer([sample('a', 1), sample('b', 2)]))).toMatchObject({ parsed: 2 })
    const again = read(answer([sample('a', 3), sample('b', 4)]))
    expect(again).toEqual({
      isVector: true,
      parsed: 0,
      seen: [
        ['a', 3],
        ['b', 4],
      ],
    })
  })

  test.each([
    ['a new one among them', ['a', 'new', 'b', 'c'], 1],
    ['one gone', ['a', 'c'], 0],
    ['another order', ['c', 'a', 'b'], 0],
    ['all of them new', ['x', 'y'], 2],
    ['none', [], 0],
  ])('are found with %s', (_case, names, parsed) => {
    const read = reader()
    read(answer(['a', 'b', 'c'].map((name) => sample(name, 0))))
    const samples = names.map((name, index) => sample(name, index))
    const seen = names.map((name, index) => [name, index])
    expect(read(answer(samples))).toEqual({ isVector: true, seen, parsed })
    expect(read(answer(samples))).toEqual({ isVector: true, seen, parsed: 0 })
  })

  test('that are written in another way are parsed all the same', () => {
    const read = reader()
    for (let round = 0; round < 2; round += 1)
      expect(read(answer([sample('a', 1), sample('b', 2)], 2)).seen).toEqual([
        ['a', 1],
        ['b', 2],
      ])
    expect(read(answer([sample('a', 5)])).seen).toEqual([['a', 5]])
  })

  test('that are native histograms are passed over, and those behind them are not', () => {
    const histogram: Sample = { metric: { name: 'h' }, histogram: [1_769_817_600, { count: '1', sum: '2' }] }
    const read = reader()
    for (let round = 0; round < 2; round += 1)
      expect(read(answer([sample('a', 1), histogram, sample('b', 2)])).seen).toEqual([
        ['a', 1],
        ['b', 2],
      ])
  })

  test('whose labels are not looked for are left out', () => {
    const read = reader()
    const other: Sample = { metric: { other: 'x' }, value: [1, '1'] }
    expect(read(answer([other, sample('a', 1)])).seen).toEqual([['a', 1]])
  })

  test('are no vector where the data is none', () => {
    expect(reader()({ resultType: 'matrix' })).toEqual({ isVector: false, seen: [], parsed: 0 })
  })
})

test('whatever the labels and the order, the same is read as by parsing everything', () => {
  const labelled = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.double()), { maxLength: 8 })
  fc.assert(
    fc.property(fc.array(labelled, { minLength: 1, maxLength: 4 }), (polls) => {
      const read = reader()
      for (const samples of polls) {
        const data = answer(samples.map(([name, value]) => sample(name, value)))
        const seen: [string, number][] = []
        eachSample(data, ({ name = '' }, value) => seen.push([name, value]))
        expect(read(data).seen).toEqual(seen)
      }
    }),
    { numRuns: 200 },
  )
})
