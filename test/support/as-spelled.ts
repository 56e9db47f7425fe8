import { isWords } from '../../src/core/kernel/prompt.ts'
import { spelled } from '../../src/adapters/spelling/command-text.ts'

/** A plain value with all its sentences as people read them. */
export function asSpelled(value: unknown): unknown {
  if (isWords(value)) return spelled(value)
  if (Array.isArray(value)) return value.map(asSpelled)
  if (typeof value !== 'object' || value === null || value instanceof Map) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asSpelled(part)]))
}
