import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Pages whose tables promise something in each row, and name the tests that hold it: `path` › "name". */
const PAGES: readonly { readonly page: string; readonly fewest: number }[] = [
  { page: 'docs/reliability.md', fewest: 25 },
]

interface Row {
  readonly line: number
  readonly text: string
  readonly tests: readonly { readonly file: string; readonly name: string }[]
}

/** The rows of a page's tables whose last column is `test`. */
function rowsOf(markdown: string): readonly Row[] {
  let isProven = false
  return markdown.split('\n').flatMap((text, index) => {
    if (!text.startsWith('|')) isProven = false
    else if (/\|\s*tests?\s*\|$/i.test(text)) isProven = true
    else if (isProven && !/^[|\s:-]+$/.test(text))
      return [
        {
          line: index + 1,
          text,
          tests: [...text.matchAll(/`([^`]+\.test\.ts)` › "([^"]+)"/g)].map(([, file = '', name = '']) => ({
            file,
            name,
          })),
        },
      ]
    return []
  })
}

/** Whether the file has a test, or a row of one, that is called so. */
function hasTest(file: string, name: string): boolean {
  const source = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\\(['"`])/g, '$1')
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`))
}

describe.each(PAGES)('$page', ({ page, fewest }) => {
  const rows = rowsOf(readFileSync(join(ROOT, page), 'utf8'))

  test(`has at least ${fewest} rows, none of them twice`, () => {
    expect(rows.length).toBeGreaterThanOrEqual(fewest)
    const subjects = rows.map(({ text }) => text.split('|')[1]?.trim())
    expect(new Set(subjects).size).toBe(rows.length)
  })

  test('names in each row a test that there is', () => {
    const unproven = rows.flatMap(({ line, tests }) => {
      if (tests.length === 0) return [`${page}:${line} names no test as \`path\` › "name"`]
      return tests
        .filter(({ file, name }) => !existsSync(join(ROOT, file)) || !hasTest(file, name))
        .map(({ file, name }) => `${page}:${line}: ${file} has no test "${name}"`)
    })
    expect(unproven).toEqual([])
  })

  test('leaves no cell of a row empty', () => {
    const gaps = rows.filter(({ text }) =>
      text
        .split('|')
        .slice(1, -1)
        .some((cell) => cell.trim() === ''),
    )
    expect(gaps.map(({ line }) => `${page}:${line}`)).toEqual([])
  })
})
