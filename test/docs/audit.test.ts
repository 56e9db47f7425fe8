import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Manipulation, MANIPULATIONS } from '../audit/manipulations.ts'

const PAGE = readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8')

const mark = (named: RegExp | null): string => (named === null ? 'no' : 'yes')

/** As it is tried under a running bot. */
function underABot({ named, running }: Manipulation): string {
  if (running !== undefined) return 'yes'
  return named.none !== null ? 'yes' : named.key !== null ? 'with the key' : 'no'
}

/** The table of the page, as what is tried says it. */
const table = [
  '| what was done to the log | neither | anchors | key | under a running bot |',
  '|---|---|---|---|---|',
  ...MANIPULATIONS.map(
    (tried) =>
      `| ${tried.name} | ${mark(tried.named.none)} | ${mark(tried.named.anchors)} | ${mark(tried.named.key)} | ${underABot(tried)} |`,
  ),
].join('\n')

test('the page about the audit log says of each manipulation what catches it, as the tests show', () => {
  expect(PAGE).toContain(table)
})

test('twenty-five manipulations and more are tried, at rest and under a running bot', () => {
  expect(new Set(MANIPULATIONS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(25)
})
