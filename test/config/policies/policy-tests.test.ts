import { describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import {
  isPolicyTest,
  runPolicyTests,
  testedPolicy,
} from '../../../src/config/policies/policy-test-reader.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'

const POLICY = `
title: Two levels
version: '1'
risks: { normal: { title: Normal } }
change_types:
  feature: { title: Feature, risk: normal }
  fix: { title: Fix, risk: normal }
requirements:
  tests: { title: Tests, kind: confirm }
notices:
  - { name: burning, when: { burn: { over: 1h, above: 6 } }, text: It burns. }
levels:
  OPEN: { title: Open, emoji: 🟢, otherwise: approve }
  SHUT:
    title: Shut
    emoji: 🔴
    when: { remaining: { at_most: 0 } }
    freeze: true
    requires: [tests]
    changes: { fix: { approvals: { sre: 2 } } }
    otherwise: block
    exception: { approvals: { cto: 1 } }
`

function policyOf(text: string): Policy {
  const parsed = parsePolicy(text, 'policies/two.yaml')
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
  return parsed.policy
}

const run = (cases: string): { looked: number; found: string[] } => {
  const { looked, problems } = runPolicyTests(
    new YamlFile('two.test.yaml', `cases:\n${cases}`),
    policyOf(POLICY),
  )
  return { looked, found: problems.map(({ path, message }) => `${path}: ${message}`) }
}

test('a file that ends in .test.yaml holds the tests of the policy of its name', () => {
  expect(isPolicyTest('policies/zones.test.yaml')).toBe(true)
  expect(isPolicyTest('policies/zones.yaml')).toBe(false)
  expect(testedPolicy('policies/zones.test.yaml')).toBe('zones')
})

describe('a case that is as it should be', () => {
  test.each([
    ['of a level alone', '- { budget: 50, expect: { level: OPEN } }', 1],
    [
      'of a decision',
      '- { budget: 50, change: feature, expect: { decision: approved, reasons: [allowed] } }',
      1,
    ],
    [
      'of several change types',
      '- { budget: 50, change: [feature, fix], expect: { decision: approved } }',
      2,
    ],
    [
      'of seats and requirements that are open',
      '- { budget: 0, change: fix, expect: { decision: needs-approval, seats: { sre: 2 }, requires: [tests] } }',
      1,
    ],
    [
      'of people and what they bring',
      '- { budget: 0, change: fix, people: [sre, [sre, cto]], met: all, expect: { decision: approved, requires: [] } }',
      1,
    ],
    ['of no seats', '- { budget: 50, change: fix, expect: { seats: {} } }', 1],
    ['of exceptions', '- { budget: -5, expect: { exception: { cto: 1 } } }', 1],
    ['of notices', '- { budget: { remaining: 50, burn: { 1h: 7 } }, expect: { notices: [burning] } }', 1],
    [
      'of the line that decides',
      '- { budget: 0, change: feature, expect: { rule: levels.SHUT.otherwise } }',
      1,
    ],
  ])('%s', (_, cases, looked) => {
    expect(run(cases)).toEqual({ looked, found: [] })
  })
})

describe('a case that finds otherwise says where, what and what was expected', () => {
  test.each([
    [
      '- { name: spent, budget: 0, expect: { level: OPEN } }',
      'cases[spent].expect.level: spent: level is SHUT, expected OPEN',
    ],
    [
      '- { budget: 50, change: feature, expect: { decision: blocked } }',
      'cases[0].expect.decision: feature: decision is approved, expected blocked',
    ],
    [
      '- { budget: 0, change: fix, expect: { seats: { sre: 1 } } }',
      'cases[0].expect.seats: fix: seats is 2 × sre, expected 1 × sre',
    ],
    [
      '- { budget: 0, change: fix, expect: { requires: [] } }',
      'cases[0].expect.requires: fix: requires is tests, expected none',
    ],
    [
      '- { budget: 50, expect: { notices: [burning] } }',
      'cases[0].expect.notices: notices is none, expected burning',
    ],
  ])('%s', (cases, message) => {
    expect(run(cases).found).toEqual([message])
  })
})

describe('a case that cannot be run is a mistake of its own', () => {
  test.each([
    [
      '- { budget: 50, change: featur, expect: {} }',
      'no change type is called featur; did you mean feature?',
    ],
    ['- { budget: 50, expect: { level: OPPEN } }', 'no level is called OPPEN; did you mean OPEN?'],
    [
      '- { budget: 50, change: fix, met: [testz], expect: {} }',
      'no requirement is called testz; did you mean tests?',
    ],
    ['- { budget: 50, change: fix, risk: hihg, expect: {} }', 'no risk is called hihg'],
    ['- { budget: 150, expect: {} }', 'found 150'],
    ['- { expect: { level: OPEN } }', 'budget'],
    ['- { budget: 50, expects: { level: OPEN } }', 'expects'],
  ])('%s', (cases, part) => {
    expect(run(cases).found.join('\n')).toContain(part)
  })
})
