import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePolicy } from '../../src/config/policies/policy-reader.ts'
import type { ChangeType, Policy } from '../../src/core/policy/policy.ts'

const FILE = join(import.meta.dirname, '../../config/policies/error-budget-policy.yaml')
const TEXT = await readFile(FILE, 'utf8')

/** The default policy with some of its text edited, as its owner would. Throws where there is nothing to edit. */
export function editedPolicy(edits: readonly (readonly [from: string, to: string])[]): Policy {
  const text = edits.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the default policy has no text ${from}`)
    return before.replace(from, to)
  }, TEXT)
  const parsed = parsePolicy(text, FILE)
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  return parsed.policy
}

/** The default policy as it ships. */
export const shippedPolicy: Policy = editedPolicy([])

export function changeNamed(policy: Policy, name: string): ChangeType {
  const change = policy.changes.get(name)
  if (change === undefined) throw new Error(`the policy has no change type ${name}`)
  return change
}
