import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ENDINGS } from '../../gate-client/description/exit-codes.ts'
import { EXIT } from '../../src/cli/terminal/exit-codes.ts'
import { wholeProgram } from '../../src/cli/program.ts'
import { aHome, pushOrders } from '../cli/a-home.ts'
import { runCli } from '../cli/run-cli.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/command-line.md'), 'utf8')

/** Each command of the page with the answer that is shown below it. */
const SHOWN = [...PAGE.matchAll(/^### `budgeteer (.*)`\n[^]*?```json\n([^]*?)```/gm)].map(
  ([, words = '', json = '']) => ({
    words,
    shown: JSON.parse(json) as unknown,
  }),
)

const SLOTH = join(import.meta.dirname, '../fixtures/foreign/sloth.yaml')

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The paths of what is shown and not there. The first of a list stands for all; `<name>` for any key. */
function absent(shown: unknown, printed: unknown, path = ''): string[] {
  if (Array.isArray(shown) && Array.isArray(printed)) {
    if (shown.length > 0 && printed.length === 0) return path.endsWith('problems') ? [] : [`${path}[0]`]
    return shown.length === 0 ? [] : printed.flatMap((one, at) => absent(shown[0], one, `${path}[${at}]`))
  }
  if (!isFields(shown) || !isFields(printed)) return []
  return Object.entries(shown).flatMap(([key, value]) => {
    if (key.startsWith('<'))
      return Object.entries(printed).flatMap(([name, one]) => absent(value, one, `${path}.${name}`))
    return key in printed ? absent(value, printed[key], `${path}.${key}`) : [`${path}.${key}`]
  })
}

describe('the JSON that docs/command-line.md shows', () => {
  test.each(SHOWN)('is what budgeteer $words prints', async ({ words, shown }) => {
    const home = await aHome()
    await pushOrders(home, 0.5)
    const args = words.replace('copy.db', join(home.dir, 'copy.db')).replace('sloth.yaml', SLOTH).split(' ')
    // Rules are of SLOs that Prometheus measures, which the shipped configuration has.
    const config = words.startsWith('rules') || words.startsWith('budget ') ? [] : home.config
    const { out } = await runCli([...args, ...config])
    const printed = JSON.parse(out) as unknown
    expect(absent(shown, printed)).toEqual([])
    if (isFields(shown) && isFields(printed))
      expect(Object.keys(printed).sort()).toEqual(Object.keys(shown).sort())
  })

  test('is shown for every command that answers with it', async () => {
    const program = await wholeProgram()
    const answering = [...program.commands, ...program.commands.flatMap(({ commands }) => commands)]
      .filter(({ options }) => options.some(({ long }) => long === '--json'))
      .map((command) =>
        [command.parent?.name(), command.name()].filter((name) => name !== 'budgeteer').join(' '),
      )
    const shown = new Set(SHOWN.map(({ words }) => answering.find((name) => words.startsWith(`${name} `))))
    expect(answering.filter((name) => !shown.has(name)).sort()).toEqual(ELSEWHERE)
  })
})

/** Those whose answer another page or the API describes. */
const ELSEWHERE = ['gate', 'manifest']

test('docs/command-line.md tells every exit code', () => {
  const told = [...PAGE.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
  const codes = new Set([...Object.values(EXIT), ...Object.values(ENDINGS).map(({ code }) => code)])
  expect(told).toEqual([...codes].sort((a, b) => a - b))
})
