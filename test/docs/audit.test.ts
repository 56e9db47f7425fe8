import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MANIPULATIONS } from '../audit/manipulations.ts'
import { UNDER_A_RUNNING_BOT } from '../audit/running-manipulations.ts'

const PAGE = readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8')

const mark = (isNamed: boolean): string => (isNamed ? 'yes' : 'no')

/** As it was tried under a running bot; empty where it was not. */
function running(name: string): string {
  const tried = UNDER_A_RUNNING_BOT.find((one) => one.name === name)
  return tried === undefined ? '' : tried.needsKey === true ? 'with the key' : 'yes'
}

/** The table of the page, as what is tried says it. */
const table = [
  '| what was done to the log | neither | anchors | key | under a running bot |',
  '|---|---|---|---|---|',
  ...MANIPULATIONS.map(
    ({ name, named: { none, anchors, key } }) =>
      `| ${name} | ${mark(none !== null)} | ${mark(anchors !== null)} | ${mark(key !== null)} | ${running(name)} |`,
  ),
].join('\n')

test('the page about the audit log says of each manipulation what catches it, as the tests show', () => {
  expect(PAGE).toContain(table)
})

test('each manipulation under a running bot is one of those at rest', () => {
  const names = MANIPULATIONS.map(({ name }) => name)
  expect(UNDER_A_RUNNING_BOT.filter(({ name }) => !names.includes(name))).toEqual([])
  expect(MANIPULATIONS.length).toBeGreaterThanOrEqual(25)
})
