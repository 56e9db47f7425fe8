import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rowsOf } from './named-tests/rows-of.ts'
import { titlesIn } from './named-tests/titles-in.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Pages whose tables name a test for each row, and how many rows they promise at least. */
const PAGES = [
  { page: 'docs/security.md', atLeast: 30 },
  { page: 'docs/reliability.md', atLeast: 25 },
].filter(({ page }) => existsSync(join(ROOT, page)))

describe.each(PAGES)('$page', ({ page, atLeast }) => {
  const rows = rowsOf(readFileSync(join(ROOT, page), 'utf8'))

  test('has its rows', () => expect(rows.length).toBeGreaterThanOrEqual(atLeast))

  test('names a test for each row', () => {
    expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([])
  })

  test('names tests that there are, by file and title', () => {
    const named = rows.flatMap(({ line, tests }) => tests.map((one) => ({ line, ...one })))
    const titles = new Map<string, ReadonlySet<string>>()
    for (const file of new Set(named.map((one) => one.file)))
      titles.set(file, existsSync(join(ROOT, file)) ? titlesIn(join(ROOT, file)) : new Set())
    expect(named.filter(({ file, title }) => titles.get(file)?.has(title) !== true)).toEqual([])
  })
})
