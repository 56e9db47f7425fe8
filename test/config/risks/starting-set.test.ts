import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadConfiguration } from '../../../src/config/load-configuration.ts'
import type { RiskCatalog } from '../../../src/core/risks/risk-catalog.ts'
import { type StackRank, stackRank } from '../../../src/core/risks/stack-rank.ts'

let catalog: RiskCatalog

beforeAll(async () => {
  const dir = join(import.meta.dirname, '../../../config/examples/pro-api')
  const loaded = await loadConfiguration({
    dir,
    shippedPolicies: join(import.meta.dirname, '../../../config/policies'),
  })
  const found = loaded.ok ? loaded.risks.catalogs.find(({ name }) => name === 'pro-api') : undefined
  if (found === undefined) throw new Error('the example has no catalog')
  catalog = found
})

const ranked = (...accepted: readonly string[]) => stackRank(catalog, new Set(accepted))
const called = ({ rows }: StackRank, colour: string) =>
  rows.filter((row) => row.colour === colour).map(({ risk }) => risk.name)

test('it has the thirteen categories of the article', () => {
  expect(catalog.risks.map(({ title }) => title).sort()).toEqual([
    'Breakdown in the message queue system',
    'Breakdown of caching service',
    'Code deployment misconfiguration',
    'Disaster recovery drill',
    'Disk failure',
    'High volume of traffic',
    'Malicious security breach/attack',
    'Outage in an Availability Zone',
    'Software defects in the code',
    'Third-party dependency failure',
    'Unintended data loss or corruption',
    'Unoptimized database queries',
    'Updating major code version',
  ])
})

describe('the scenarios of the article', () => {
  test('at 99.9 % two risks are red and the others are green', () => {
    const rank = ranked()
    expect(rank.budgetMinutes).toBeCloseTo(525.96, 9)
    expect(rank.tooBigMinutes).toBeCloseTo(131.49, 9)
    expect(called(rank, 'red')).toEqual(['third-party-failure', 'deployment-misconfiguration'])
    expect(called(rank, 'green')).toHaveLength(11)
  })

  test('accepting the failure of third parties, which is red, turns green ones amber', () => {
    const rank = ranked('third-party-failure')
    expect(called(rank, 'blue')).toEqual(['third-party-failure'])
    expect(called(rank, 'amber')).toEqual([
      'software-defects',
      'high-traffic',
      'major-version-update',
      'unoptimized-queries',
    ])
    expect(called(rank, 'green')).toHaveLength(7)
  })

  test('accepting more turns more of them amber', () => {
    const rank = ranked('third-party-failure', 'high-traffic')
    expect(called(rank, 'amber')).toEqual([
      'software-defects',
      'major-version-update',
      'unoptimized-queries',
      'cache-breakdown',
      'queue-breakdown',
    ])
  })

  test('all green ones may be accepted, and nearly all of the budget is given away', () => {
    const rank = ranked(...called(ranked(), 'green'))
    expect(called(rank, 'blue')).toHaveLength(11)
    expect(rank.acceptedMinutes).toBeLessThanOrEqual(525.96)
    expect(rank.acceptedMinutes).toBeGreaterThan(515)
    expect(called(rank, 'red')).toHaveLength(2)
  })

  test('accepting everything leaves less than nothing', () => {
    const rank = ranked(...catalog.risks.map(({ name }) => name))
    expect(rank.unallocatedMinutes).toBeLessThan(0)
    expect(rank.unallocatedMinutes).toBeCloseTo(525.96 - rank.acceptedMinutes, 9)
  })
})
