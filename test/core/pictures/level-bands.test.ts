import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelBands } from '../../../src/core/pictures/level-bands.ts'
import { levelFor } from '../../../src/core/policy/condition.ts'
import type { Level } from '../../../src/core/policy/policy.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

test('each level is a band between the bounds of its policy, best first', () => {
  expect(
    levelBands(shippedPolicy).map(({ level, aboveRatio, upToRatio }) => [level, aboveRatio, upToRatio]),
  ).toEqual([
    ['HEALTHY', 0.5, null],
    ['WARNING', 0.3, 0.5],
    ['CRITICAL', 0.1, 0.3],
    ['EMERGENCY', null, 0.1],
  ])
})

test('every budget lies in the band of the level that it brings', () => {
  const bands = levelBands(shippedPolicy)
  fc.assert(
    fc.property(fc.double({ min: -3, max: 1, noNaN: true }), (remainingRatio) => {
      const found = bands.filter(
        ({ aboveRatio, upToRatio }) =>
          remainingRatio >= (aboveRatio ?? -Infinity) && remainingRatio <= (upToRatio ?? Infinity),
      )
      expect(found.map(({ level }) => level)).toContain(levelFor(shippedPolicy, { remainingRatio }).name)
    }),
  )
})

test('a level that only a burn rate brings about has no band', () => {
  const [best, second] = shippedPolicy.levels as [Level, Level]
  const burning: Level = { ...second, name: 'BURNING', when: { kind: 'burn', overMs: 3_600_000, above: 10 } }
  const bands = levelBands({ ...shippedPolicy, levels: [best, burning, second] })
  expect(bands.map(({ level }) => level)).not.toContain('BURNING')
})

test('severity goes from the best level to the worst, for colours and heights', () => {
  expect(levelBands(shippedPolicy).map(({ severity }) => Math.round(severity * 100))).toEqual([
    0, 33, 67, 100,
  ])
})
