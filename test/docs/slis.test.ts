import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { editorSchemas } from '../../src/config/editor-schemas.ts'
import { explainQueries } from '../../src/adapters/prometheus/sli-queries.ts'
import { DAY_MS } from '../../src/core/kernel/time/duration.ts'
import { loadEdited, problemLines } from '../config/configuration-folder.ts'

const text = await readFile(join(import.meta.dirname, '../../docs/slis.md'), 'utf8')

/** Each piece of YAML, with the PromQL below it. */
const EXAMPLES = [...text.matchAll(/```yaml\n([^`]*)```\n(?:\n```promql\n([^`]*)```\n)?/g)].map(
  ([, yaml = '', promql = ''], index) => ({
    name: `${index + 1}: ${yaml.split('\n')[1]?.trim() ?? ''}`,
    yaml,
    promql,
  }),
)
const AT = Date.parse('2026-02-12T10:02:30Z')

describe('an example of the reference', () => {
  test.each(EXAMPLES)('$name', async ({ yaml, promql }) => {
    const indented = yaml.trimEnd().replaceAll(/^/gm, '        ')
    const loaded = await loadEdited([['slos/shop.yaml', '        sli:\n          pushed: {}', indented]])
    expect(problemLines(loaded)).toEqual([])
    if (!loaded.ok) throw new Error('it has mistakes')
    const slo = loaded.catalog.services.get('search')?.slos.find(({ name }) => name === 'pushed')
    if (slo === undefined) throw new Error('no SLO')
    const queries = explainQueries(slo, 30 * DAY_MS, AT)
    expect(queries.map((query) => `# ${query.role}\n${query.promql}\n`).join('')).toBe(promql)
  })
})

test('every kind and key of an SLI stands in the reference', () => {
  const slos = JSON.parse(editorSchemas().get('slos.schema.json') ?? '{}') as unknown
  const keys = new Set(keysBelow('sli', slos))
  expect(keys.size).toBeGreaterThan(20)
  const missing = [...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))
  expect(missing, 'write them into docs/slis.md').toEqual([])
})

/** The names of all properties within the property `name`. */
function keysBelow(name: string, schema: unknown, isBelow = false): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const entries: [string, unknown][] = Object.entries(schema)
  return entries.flatMap(([key, value]) => {
    if (key !== 'properties' || typeof value !== 'object' || value === null)
      return keysBelow(name, value, isBelow)
    return Object.entries(value).flatMap(([property, inner]) => [
      ...(isBelow ? [property] : []),
      ...keysBelow(name, inner, isBelow || property === name),
    ])
  })
}
