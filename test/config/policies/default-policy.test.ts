import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { levelFor } from '../../../src/core/policy/condition.ts'
import type { Rule } from '../../../src/core/policy/policy.ts'

const FILE = join(import.meta.dirname, '../../../config/policies/error-budget-policy.yaml')
const parsed = parsePolicy(await readFile(FILE, 'utf8'), FILE)
if (!parsed.ok) throw new Error('the default policy has mistakes')
const { policy } = parsed

test('the default policy is version 1.0 of the document, with its people and dates', () => {
  expect(policy.name).toBe('error-budget-policy')
  expect(policy.version).toMatch(/^1\.0\+/)
  expect(policy.about).toEqual({
    owner: 'SRE Team',
    reviewers: ['ML Platform Team', 'Product Management'],
    approvedBy: ['VP of Engineering', 'CTO'],
    effective: '2025-10-23',
    nextReview: '2025-11-23',
  })
})

test.each([
  [100, 'HEALTHY'],
  [50.1, 'HEALTHY'],
  [50, 'WARNING'],
  [30, 'WARNING'],
  [29.9, 'CRITICAL'],
  [10, 'CRITICAL'],
  [9.9, 'EMERGENCY'],
  [0, 'EMERGENCY'],
  [-25, 'EMERGENCY'],
])('%d % remaining is %s', (percent, level) => {
  expect(levelFor(policy, { remainingRatio: percent / 100 }).name).toBe(level)
})

const written = (rule: Rule | null | undefined): string =>
  rule === null || rule === undefined
    ? '-'
    : rule.verdict === 'approvals'
      ? [...rule.seats.map(({ role, count }) => `${count} ${role}`), ...rule.requires].join(' + ')
      : rule.verdict

test('each level has the rows of the document', () => {
  const rows = policy.levels.map(
    ({ name, changes, risks, otherwise, exception, announcement, freeze, trigger }) => ({
      level: `${name} ${announcement} ${freeze ? 'freeze' : 'open'} ${trigger}`,
      changes: [...changes].map(([change, rule]) => `${change}: ${written(rule)}`),
      risks: [...risks].map(([risk, rule]) => `${risk}: ${written(rule)}`),
      otherwise: written(otherwise),
      exception: exception.map(({ role, count }) => `${count} ${role}`),
    }),
  )
  const careful = '1 service-owner + 1 senior-engineer'
  expect(rows).toEqual([
    {
      level: 'HEALTHY healthy open automatic',
      changes: [],
      risks: [],
      otherwise: '1 service-owner',
      exception: [],
    },
    {
      level: 'WARNING warning open manual',
      changes: [
        `p0-hotfix: ${careful}`,
        `p1-bugfix: ${careful}`,
        `feature: ${careful}`,
        `experiment: ${careful} + justification`,
        `refactoring: ${careful} + justification`,
        `infrastructure: ${careful} + 1 sre`,
      ],
      risks: [`low: ${careful}`, `medium: ${careful}`, 'high: block'],
      otherwise: '-',
      exception: [],
    },
    {
      level: 'CRITICAL critical freeze manual',
      changes: [
        'p0-hotfix: 1 sre',
        'p1-bugfix: 1 sre',
        'feature: block',
        'experiment: block',
        'refactoring: block',
        'infrastructure: block',
      ],
      risks: ['low: 1 sre', 'medium: block', 'high: block'],
      otherwise: '-',
      exception: ['1 sre', '1 engineering-manager'],
    },
    {
      level: 'EMERGENCY emergency freeze manual',
      changes: ['p0-hotfix: 1 vp-engineering + 2 senior-engineer'],
      risks: [],
      otherwise: 'block',
      exception: ['1 vp-engineering', '2 senior-engineer'],
    },
  ])
})

test('requirements are known by name, and asked for per level', () => {
  expect(policy.levels.map(({ requires }) => requires.length)).toEqual([2, 5, 5, 5])
  expect([...policy.requirements.values()].map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
    'code-review: confirm',
    'tests-passing: confirm',
    'rollback-plan: text',
    'incremental-rollout: confirm',
    'monitoring-plan: text',
    'justification: text',
    'detailed-rollback-plan: text',
    'real-time-monitoring: confirm',
    'on-call-notified: confirm',
  ])
})
