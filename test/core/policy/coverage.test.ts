import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfiguration } from '../../../src/config/load-configuration.ts'
import { SUBCOMMANDS } from '../../../src/adapters/slack/commands/registry.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PAGE = await readFile(join(ROOT, 'docs/policy-coverage.md'), 'utf8')

/** Rows of the tables, by cell. */
const rows = PAGE.split('\n')
  .filter((line) => line.startsWith('|') && !/^\|\s*:?-/.test(line) && !line.includes('| Budgeteer '))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

const named = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, one = '']) => one)

describe('what the policies demand', () => {
  test('stands in rows of which none is empty, and each names the tests that hold it', () => {
    expect(rows.length).toBeGreaterThan(100)
    const poor = rows.filter(
      (cells) =>
        cells.length !== 3 ||
        cells.includes('') ||
        !/^(?:[^`]*`test\/[^`]+\.test\.ts`)+$/.test(cells[2] ?? ''),
    )
    expect(poor).toEqual([])
  })

  test('is carried by files that exist', () => {
    const files = named(/`((?:src|config|messages|docs|test)\/[^`*]+\.[a-z]+)`/g, PAGE)
    expect(files.length).toBeGreaterThan(60)
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
  })

  test('is asked for with commands that there are', () => {
    const known = new Set(SUBCOMMANDS.map(({ command, name }) => `${command} ${name}`))
    const typed = named(/`(\/(?:budget|deploy)[^`]*)`/g, PAGE)
    expect(typed.length).toBeGreaterThan(15)
    expect(typed.filter((one) => !known.has(one))).toEqual([])
  })
})

test('each service in the scope of the policy is configured under it', async () => {
  const loaded = await loadConfiguration({ dir: join(ROOT, 'config') })
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'))
  const governed = [...loaded.catalog.services.values()].filter(
    ({ policy }) => policy === 'error-budget-policy',
  )
  expect(governed.map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      'ML Inference Gateway',
      'Feature Store',
      'Model Registry',
      'Training Infrastructure',
      'API Gateway',
    ]),
  )
})
