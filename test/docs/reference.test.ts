import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { referencePages } from '../../scripts/reference/reference-pages.ts'

const FOLDER = join(import.meta.dirname, '../../docs/reference')

test('docs/reference is what `npm run reference` writes', async () => {
  const pages = await referencePages()
  expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort())
  for (const [file, text] of pages) expect(readFileSync(join(FOLDER, file), 'utf8'), file).toBe(text)
})

test('a shape that holds itself is told once, and each key with what it takes', async () => {
  const pages = await referencePages()
  const policy = pages.get('policy.md') ?? ''
  expect(policy).toContain('| `levels.<name>.when.remaining.at_most` | a number up to 100 |')
  expect(policy).not.toContain('when.any[].any[].any')
  expect(pages.get('configuration.md')).toContain('| `poll.every` | a time such as `30m` | Default: 1m. |')
  expect(pages.get('http.md')).toContain('`POST /v1/gate`')
  expect(pages.get('command-line.md')).toContain('## budgeteer policy replay')
})
