import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BENCHES } from '../../bench/benches.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test('docs/performance.md tells of every measure that there is, and of no other', async () => {
  const page = await readFile(join(ROOT, 'docs', 'performance.md'), 'utf8')
  const section = page.slice(page.indexOf('## What is measured'), page.indexOf('## How'))
  const named = [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name)
  expect(named.sort()).toEqual(Object.keys(BENCHES).sort())
})
