import { expect, test } from 'vitest'
import { boundariesOf, holds, levelFor, within } from '../../../src/core/policy/condition.ts'
import type { Bounds, Condition } from '../../../src/core/policy/policy.ts'
import { decide } from '../../../src/core/policy/decide.ts'
import { editedPolicy, changeNamed, shippedPolicy } from '../../support/shipped-policy.ts'

const level = (remainingRatio: number): string => levelFor(shippedPolicy, { remainingRatio }).name

test.each([
  { given: 'an untouched budget', remaining: 1, expected: 'HEALTHY' },
  { given: 'the whole window better than it can be', remaining: 1.5, expected: 'HEALTHY' },
  { given: 'two parts in a billion above 50 %', remaining: 0.5 + 2e-9, expected: 'HEALTHY' },
  { given: 'binary noise above 50 %', remaining: 0.5000000000000111, expected: 'WARNING' },
  { given: 'half a billionth above 50 %', remaining: 0.5 + 0.5e-9, expected: 'WARNING' },
  { given: 'exactly 50 %', remaining: 0.5, expected: 'WARNING' },
  { given: 'two billionths below 50 %', remaining: 0.5 - 2e-9, expected: 'WARNING' },
  { given: 'exactly 30 %', remaining: 0.3, expected: 'WARNING' },
  { given: 'half a billionth below 30 %', remaining: 0.3 - 0.5e-9, expected: 'WARNING' },
  { given: 'two billionths below 30 %', remaining: 0.3 - 2e-9, expected: 'CRITICAL' },
  { given: 'exactly 10 %', remaining: 0.1, expected: 'CRITICAL' },
  { given: 'binary noise below 10 %', remaining: 0.09999999999999998, expected: 'CRITICAL' },
  { given: 'two billionths below 10 %', remaining: 0.1 - 2e-9, expected: 'EMERGENCY' },
  { given: 'a spent budget', remaining: 0, expected: 'EMERGENCY' },
  { given: 'binary noise below nothing', remaining: -1e-17, expected: 'EMERGENCY' },
  { given: 'an overspent budget', remaining: -0.25, expected: 'EMERGENCY' },
  { given: 'a budget spent a hundred times over', remaining: -100, expected: 'EMERGENCY' },
])('$given is $expected', ({ remaining, expected }) => {
  expect(level(remaining)).toBe(expected)
})

test.each<{ says: string; bounds: Bounds; inside: readonly number[]; outside: readonly number[] }>([
  { says: 'above excludes its bound', bounds: { above: 0.5 }, inside: [0.51], outside: [0.5, 0.49] },
  { says: 'at least includes it', bounds: { atLeast: 0.5 }, inside: [0.5, 0.51], outside: [0.49] },
  { says: 'below excludes it', bounds: { below: 0.5 }, inside: [0.49], outside: [0.5, 0.51] },
  { says: 'at most includes it', bounds: { atMost: 0.5 }, inside: [0.5, 0.49], outside: [0.51] },
  {
    says: 'two bounds must both hold',
    bounds: { atLeast: 0.1, below: 0.3 },
    inside: [0.1],
    outside: [0.3, 0],
  },
  { says: 'no bound holds always', bounds: {}, inside: [-5, 0, 5], outside: [] },
])('$says', ({ bounds, inside, outside }) => {
  expect(inside.every((ratio) => within(ratio, bounds))).toBe(true)
  expect(outside.some((ratio) => within(ratio, bounds))).toBe(false)
})

const below = (ratio: number): Condition => ({ kind: 'remaining', bounds: { below: ratio } })

test('any holds with one part, all with every part', () => {
  const facts = { remainingRatio: 0.2 }
  expect(holds({ kind: 'any', of: [below(0.1), below(0.3)] }, facts)).toBe(true)
  expect(holds({ kind: 'all', of: [below(0.1), below(0.3)] }, facts)).toBe(false)
  expect(holds({ kind: 'all', of: [below(0.25), below(0.3)] }, facts)).toBe(true)
  expect(holds({ kind: 'any', of: [] }, facts)).toBe(false)
})

test('where the conditions of two levels hold, the worse one is the level', () => {
  const overlapping = editedPolicy([
    ['when: { remaining: { below: 30 } }', 'when: { remaining: { below: 45 } }'],
  ])
  expect(levelFor(overlapping, { remainingRatio: 0.42 }).name).toBe('CRITICAL')
})

test('the boundaries of the policy are where a shown percentage must not round across', () => {
  expect(new Set(boundariesOf(shippedPolicy))).toEqual(new Set([0, 0.5, 0.3, 0.1]))
})

test.each([
  { remaining: 0.4999, shown: '49.99%' },
  { remaining: 0.2996, shown: '29.96%' },
  { remaining: 0.0999, shown: '9.99%' },
  { remaining: 0.2, shown: '20%' },
  { remaining: -0.002, shown: '-0.2%' },
])('an explanation shows $remaining as $shown, on the side of the bound where the level is', (row) => {
  const { explanation } = decide(shippedPolicy, {
    service: 'inference-gateway',
    change: changeNamed(shippedPolicy, 'feature'),
    risk: 'medium',
    level: level(row.remaining),
    remainingRatio: row.remaining,
    freshness: 'fresh',
    met: new Set(),
    people: [],
    automatic: false,
    claimsExemption: true,
    freezes: [],
  })
  expect(explanation).toContain(`${level(row.remaining)}, ${row.shown} of the budget left`)
})
