import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'

const FOLDER = join(import.meta.dirname, '../../../config/policies')
const NAMES = ['error-budget-policy', 'decision-matrix', 'tiers', 'three-tier', 'zones']

/** The five policies as they ship, by name. */
export const shippedPolicies: ReadonlyMap<string, Policy> = new Map(
  await Promise.all(
    NAMES.map(async (name): Promise<readonly [string, Policy]> => {
      const file = join(FOLDER, `${name}.yaml`)
      const parsed = parsePolicy(await readFile(file, 'utf8'), file)
      if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
      return [name, parsed.policy]
    }),
  ),
)
