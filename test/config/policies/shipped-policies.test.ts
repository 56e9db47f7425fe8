import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { runPolicyTests } from '../../../src/config/policies/policy-test-reader.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import { levelNamed } from '../../../src/core/policy/policy.ts'

const FOLDER = join(import.meta.dirname, '../../../config/policies')

const NAMES = ['error-budget-policy', 'decision-matrix', 'tiers', 'three-tier', 'zones']

async function shipped(name: string) {
  const file = join(FOLDER, `${name}.yaml`)
  const parsed = parsePolicy(await readFile(file, 'utf8'), file)
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
  return parsed
}

describe.each(NAMES)('%s', (name) => {
  test('has no errors and no warnings', async () => {
    expect((await shipped(name)).problems).toEqual([])
  })

  test('ships tests that it meets, and that look at every change type at every level', async () => {
    const { policy } = await shipped(name)
    const path = join(FOLDER, `${name}.test.yaml`)
    const file = new YamlFile(path, await readFile(path, 'utf8'))
    const { problems } = runPolicyTests(file, policy)
    expect(problems).toEqual([])

    const cases = (file.data as { cases: { change?: string | string[]; expect: { level?: string } }[] }).cases
    const looked = new Set(
      cases.flatMap(({ change, expect: { level } }) =>
        level === undefined ? [] : [change ?? []].flat().map((one) => `${one} at ${level}`),
      ),
    )
    const cells = [...policy.changes.keys()].flatMap((change) =>
      policy.levels.map((level) => `${change} at ${level.name}`),
    )
    expect(cells.filter((cell) => !looked.has(cell))).toEqual([])
  })
})

test('silver bullets, overrides and notices are as in the documents', async () => {
  const [matrix, tiers, zones] = await Promise.all([
    shipped('decision-matrix'),
    shipped('tiers'),
    shipped('zones'),
  ])
  expect(matrix.policy.override).toEqual({ roles: ['vp-engineering'], isDocumented: true })
  expect(matrix.policy.notices.filter(({ webhook }) => webhook).map(({ name }) => name)).toEqual([
    'fast-burn',
    'flag-rollback',
    'budget-exhausted',
  ])
  expect(tiers.policy.silverBullets).toEqual({
    count: 2,
    per: 'quarter',
    scope: 'service',
    seats: [
      { role: 'sre-lead', count: 1 },
      { role: 'engineering-manager', count: 1 },
      { role: 'vp-engineering', count: 1 },
    ],
    levels: ['TIER-3'],
  })
  const told = zones.policy.levels.map(({ notify }) => notify.roles)
  expect(told).toEqual([
    [],
    ['engineering-manager'],
    ['engineering-manager', 'vp-engineering'],
    ['engineering-manager', 'vp-engineering', 'executive'],
  ])
  expect(levelNamed(zones.policy, 'ORANGE')?.hours.allowed).toEqual([
    { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' },
  ])
})
