import { expect, test } from 'vitest'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { policiesDifference } from '../../../src/core/policy/policy-difference.ts'
import { editedPolicy, shippedPolicy } from '../../support/shipped-policy.ts'

const named = (...policies: readonly Policy[]): ReadonlyMap<string, Policy> =>
  new Map(policies.map((policy) => [policy.name, policy]))

const after = (...edits: readonly (readonly [string, string])[]): readonly string[] =>
  policiesDifference(named(shippedPolicy), named(editedPolicy(edits))).filter(
    (line) => !line.includes(': version:'),
  )

test('an edit of a rule is one line, by its path', () => {
  expect(
    after([
      'infrastructure: { approvals: { service-owner: 1, senior-engineer: 1, sre: 1 } }',
      'infrastructure: block',
    ]),
  ).toEqual([
    'error-budget-policy: levels.WARNING.changes.infrastructure: service-owner + senior-engineer + sre → block',
  ])
})

test('bounds, durations and requirements are lines as well', () => {
  expect(after(['when: { remaining: { below: 10 } }', 'when: { remaining: { below: 15 } }'])).toEqual([
    'error-budget-policy: levels.EMERGENCY.when.bounds.below: 0.1 → 0.15',
  ])
  expect(after(['grants: { valid_for: 24h', 'grants: { valid_for: 2h'])).toEqual([
    'error-budget-policy: grant.validMs: 86400000 → 7200000',
  ])
})

test('the version is on record with every edit', () => {
  const [line] = policiesDifference(
    named(shippedPolicy),
    named(editedPolicy([["version: '1.0'", "version: '1.1'"]])),
  )
  expect(line).toMatch(/^error-budget-policy: version: 1\.0\+[0-9a-f]{8} → 1\.1\+[0-9a-f]{8}$/)
})

test('policies come and go', () => {
  expect(policiesDifference(named(), named(shippedPolicy))).toEqual(['error-budget-policy: new'])
  expect(policiesDifference(named(shippedPolicy), named())).toEqual(['error-budget-policy: taken away'])
  expect(policiesDifference(named(shippedPolicy), named(shippedPolicy))).toEqual([])
})

test('a rewritten policy is cut off and counted', () => {
  const levels = shippedPolicy.levels.map((level) => ({ ...level, name: `NEW-${level.name}` }))
  const lines = policiesDifference(named(shippedPolicy), named({ ...shippedPolicy, version: '2', levels }))
  expect(lines).toHaveLength(101)
  expect(lines.at(-1)).toMatch(/^and \d+ more$/)
})
