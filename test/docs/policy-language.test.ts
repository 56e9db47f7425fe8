import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { editorSchemas } from '../../src/config/editor-schemas.ts'

const text = await readFile(join(import.meta.dirname, '../../docs/policy-language.md'), 'utf8')

/** Every key that a policy or its tests may have, wherever it stands. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...own, ...Object.values(schema).flatMap(keysOf)]
}

test.each(['policy.schema.json', 'policy-test.schema.json'])(
  'the reference names every key of %s',
  (name) => {
    const keys = new Set(keysOf(JSON.parse(editorSchemas().get(name) ?? '{}')))
    expect(keys.size).toBeGreaterThan(10)
    const missing = [...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))
    expect(missing, 'write them into docs/policy-language.md').toEqual([])
  },
)
