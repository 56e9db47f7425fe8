import { expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'

/** Levels A, B, C from best to worst; the first has no condition. What `check` finds. */
const found = (...conditions: readonly string[]): string[] => {
  const levels = ['', ...conditions].map(
    (when, index) =>
      `  ${'ABC'[index] ?? ''}: { title: T, emoji: x, otherwise: approve${when === '' ? '' : `, when: ${when}`} }`,
  )
  const text = `title: T\nversion: '1'\nrisks: {}\nchange_types: {}\nlevels:\n${levels.join('\n')}\n`
  return parsePolicy(text, 'p.yaml').problems.map(({ path, message }) => `${path}: ${message}`)
}

const HIDDEN =
  'levels.B: can never hold: wherever it does, C holds too and stands further down; list levels from best to worst'

test.each([
  ['a burn and a budget', ['{ burn: { over: 1h, above: 6 } }', '{ remaining: { below: 10 } }'], []],
  ['two burns in order', ['{ burn: { over: 1h, above: 6 } }', '{ burn: { over: 1h, above: 14.4 } }'], []],
  [
    'two burns the wrong way',
    ['{ burn: { over: 1h, above: 14.4 } }', '{ burn: { over: 1h, above: 6 } }'],
    [HIDDEN],
  ],
  ['burns over two lookbacks', ['{ burn: { over: 1h, above: 14 } }', '{ burn: { over: 6h, above: 6 } }'], []],
  ['two times to exhaustion in order', ['{ exhausts_within: 14d }', '{ exhausts_within: 2d }'], []],
  [
    'two times to exhaustion the wrong way',
    ['{ exhausts_within: 2d }', '{ exhausts_within: 14d }'],
    [HIDDEN],
  ],
  ['spent, then spent for a week', ['{ remaining: { at_most: 0 } }', '{ exhausted_for: 7d }'], []],
  ['spent for a week, then spent', ['{ exhausted_for: 7d }', '{ remaining: { at_most: 0 } }'], [HIDDEN]],
  [
    'spent for a week while something remains',
    ['{ all: [{ exhausted_for: 7d }, { remaining: { above: 5 } }] }', '{ remaining: { below: 1 } }'],
    ['levels.B.when: can never hold: no budget meets this condition'],
  ],
  [
    'tiers',
    [
      '{ all: [{ exhausts_within: 14d }, { remaining: { above: 50 } }] }',
      '{ any: [{ exhausts_within: 2d }, { remaining: { at_most: 20 } }] }',
    ],
    [],
  ],
  [
    'a gap of the budget beside a burn',
    [
      '{ remaining: { below: 50, above: 30 } }',
      '{ any: [{ burn: { over: 1h, above: 6 } }, { remaining: { below: 10 } }] }',
    ],
    ['levels.B.when: gap: at 30 % the level would be A, though it is B at 40 %; let the bounds meet'],
  ],
  [
    'a spent budget is exhausted within any time, which is no gap',
    ['{ exhausts_within: 14d }', '{ remaining: { below: -50 } }'],
    [],
  ],
])('%s', (_, conditions, problems) => {
  expect(found(...conditions)).toEqual(problems)
})

test.each([
  [
    'a condition of two kinds',
    '{ burn: { over: 1h, above: 6 }, exhausted_for: 7d }',
    'a condition has exactly one of',
  ],
  ['a burn without its lookback', '{ burn: { above: 6 } }', 'levels.B.when.burn.over'],
  ['a burn of nothing', '{ burn: { over: 1h, above: 0 } }', 'a burn rate above 0 such as 14.4'],
  ['a duration that is none', '{ exhausted_for: a week }', 'a duration such as 30d'],
])('%s', (_, condition, part) => {
  expect(found(condition).join('\n')).toContain(part)
})
