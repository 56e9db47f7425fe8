import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ENDINGS } from '../../gate-client/description/exit-codes.ts'
import { EXIT } from '../../src/cli/terminal/exit-codes.ts'
import { wholeProgram } from '../../src/cli/program.ts'
import { aHome, pushLastWeek, pushOrders } from '../cli/a-home.ts'
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

/** The values below one, by the path that stands for all of their kind: `services[].slos[].slo`, `changes[].levels.<level>`. */
function below(
  value: unknown,
  shape: unknown,
): readonly (readonly [path: string, value: unknown, shape: unknown])[] {
  if (Array.isArray(value))
    return value.map((one) => ['[]', one, Array.isArray(shape) ? shape[0] : undefined] as const)
  if (!isFields(value) || !isFields(shape)) return []
  const anyName = Object.keys(shape).find((key) => key.startsWith('<'))
  return Object.entries(value).flatMap(([name, one]) => {
    const key = name in shape ? name : anyName
    return key === undefined ? [] : [[`.${key}`, one, shape[key]] as const]
  })
}

/** Every path of a value. A field that one of several objects lacks is none. */
function pathsOf(values: readonly unknown[], shape: unknown, path = ''): string[] {
  const children = new Map<string, { shape: unknown; values: unknown[] }>()
  for (const value of values)
    for (const [step, one, part] of below(value, shape)) {
      const child = children.get(step) ?? { shape: part, values: [] }
      child.values.push(one)
      children.set(step, child)
    }
  return [...children].flatMap(([step, child]) => {
    const isEverywhere =
      !step.startsWith('.') || step.startsWith('.<') || child.values.length === values.length
    return isEverywhere ? [path + step, ...pathsOf(child.values, child.shape, path + step)] : []
  })
}

/** What is shown and not printed. A list of problems may be empty. */
function absent(shown: unknown, printed: unknown): string[] {
  const there = new Set(pathsOf([printed], shown))
  return pathsOf([shown], shown).filter((path) => !there.has(path) && !/problems\[\]/.test(path))
}

describe('the JSON that docs/command-line.md shows', () => {
  test.each(SHOWN)('is what budgeteer $words prints', async ({ words, shown }) => {
    const home = await aHome()
    await pushOrders(home, 0.05)
    if (words.startsWith('restore')) await runCli(['backup', join(home.dir, 'copy.db'), ...home.config])
    if (words.startsWith('report')) await pushLastWeek(home)
    const args = words
      .replace('copy.db', join(home.dir, 'copy.db'))
      .replace('sloth.yaml', SLOTH)
      .replace('data/budgeteer.db', home.database)
      .split(' ')
    // A move names its stores, and rules are of SLOs that Prometheus measures, which the shipped configuration has.
    const config =
      words.includes('--config') ||
      words.startsWith('migrate') ||
      words.startsWith('rules') ||
      words.startsWith('budget ')
        ? []
        : home.config
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
