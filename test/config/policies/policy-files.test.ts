import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { policyFilesIn, readPolicies, shippedInUse } from '../../../src/config/policies/policy-files.ts'

const SHIPPED = join(import.meta.dirname, '../../../config/policies')

let own: string
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'budgeteer-policies-'))
})
afterEach(() => rm(own, { recursive: true }))

const NAMES = ['decision-matrix', 'error-budget-policy', 'three-tier', 'tiers', 'zones']

test('a configuration without policies may name each that ships', async () => {
  const found = await policyFilesIn(join(own, 'none'), SHIPPED)
  expect(found.names).toEqual(NAMES)
})

test('of those that ship, the named ones count, and no others', async () => {
  const found = await policyFilesIn(own, SHIPPED)
  const used = shippedInUse(found, ['zones', undefined, 'no-such-policy'])
  expect(used.map(({ path }) => path)).toEqual([join(SHIPPED, 'zones.yaml')])
})

test("the configuration's own file wins over the one that ships", async () => {
  await copyFile(join(SHIPPED, 'tiers.yaml'), join(own, 'zones.yaml'))
  const found = await policyFilesIn(own, SHIPPED)
  expect(found.names.toSorted()).toEqual(NAMES)
  expect(shippedInUse(found, ['zones'])).toEqual([])
  expect(readPolicies(found.files).policies[0]).toMatchObject({
    name: 'zones',
    policy: { title: 'Error budget tiers' },
  })
})

test('a test of a policy that ships is run against it', async () => {
  await copyFile(join(SHIPPED, 'zones.test.yaml'), join(own, 'zones.test.yaml'))
  const found = await policyFilesIn(own, SHIPPED)
  const { policies, problems } = readPolicies([...found.files, ...shippedInUse(found, [])])
  expect(policies.map(({ name }) => name)).toEqual(['zones'])
  expect(problems).toEqual([])
})
