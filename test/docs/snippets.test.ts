import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wholeProgram } from '../../src/cli/program.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { type Block, blocksOf, proseOf } from './snippets/blocks.ts'
import { commandsIn, commandsOf, unknownIn } from './snippets/commands.ts'
import { isEnvironment, namesIn, runShell } from './snippets/shell-snippets.ts'
import { problemsOf } from './snippets/yaml-snippets.ts'

const ROOT = join(import.meta.dirname, '../..')
const inFolder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

const PAGES = [
  ...inFolder('.').filter((file) => file !== 'CHANGELOG.md'),
  ...inFolder('docs'),
  ...inFolder('docs/decisions'),
  ...inFolder('docs/guides'),
]
const BLOCKS = PAGES.flatMap((file) => blocksOf(file, textOf(file)))
const placeOf = ({ file, line }: Block): string => `${file}:${line}`

/** Pages, or blocks of one language of a page, that a test of their own runs, all of them. */
const RUN_BY: Readonly<Record<string, string>> = {
  'docs/ci.md': 'test/docs/ci.test.ts',
  'docs/command-line.md json': 'test/docs/command-line.test.ts',
  'docs/getting-started.md': 'test/package/getting-started.test.ts',
  'docs/slis.md promql': 'test/docs/slis.test.ts',
}
const runBy = ({ file, language, mark }: Block): string | undefined =>
  mark?.kind === 'run-by' ? mark.test : (RUN_BY[file] ?? RUN_BY[`${file} ${language}`])

/** What this test runs itself, by its language. */
const RUN_HERE = ['sh', 'yaml', 'json']
const own = BLOCKS.filter((block) => block.mark?.kind !== 'not-run' && runBy(block) === undefined)
const ownOf = (language: string): (readonly [string, string])[] =>
  own.filter((block) => block.language === language).map((block) => [placeOf(block), block.text])

test('each block is run here, or says which test runs it, or why none can', () => {
  const left = own.filter(({ language }) => !RUN_HERE.includes(language))
  expect(left.map(placeOf), 'CONTRIBUTING.md says how a block is marked').toEqual([])
})

test('the first screen of the README has two commands', () => {
  const [first] = BLOCKS.filter(({ file }) => file === 'README.md')
  expect(first?.line).toBeLessThan(25)
  expect(first?.text.split('\n').map((line) => line.replace(/ +#.*/, ''))).toEqual([
    'npm ci && npm run demo',
    'npm ci && npm test',
  ])
})

test('a test that is said to run a block exists, and reads the page', () => {
  const said = BLOCKS.flatMap((block) => {
    const by = runBy(block)
    return by === undefined ? [] : [{ block, by }]
  })
  const wrong = said.filter(
    ({ block, by }) =>
      !existsSync(join(ROOT, by)) || !textOf(by).includes(block.file.split('/').at(-1) ?? ''),
  )
  expect(wrong.map(({ block, by }) => `${placeOf(block)}: ${by}`)).toEqual([])
})

describe('YAML is what its reader takes', () => {
  test.each(ownOf('yaml'))('%s', async (_, yaml) => {
    expect(await problemsOf(yaml)).toEqual([])
  })
})

test.each(ownOf('json'))('JSON of %s can be read', (_, json) => {
  expect(() => JSON.parse(json) as unknown).not.toThrow()
})

const shell = ownOf('sh')
test.each(shell.filter(([, text]) => isEnvironment(text)))(
  '%s names variables that .env.example has',
  (_, text) => {
    const known = textOf('.env.example')
    expect(namesIn(text).filter((name) => !known.includes(name))).toEqual([])
  },
)

describe.skipIf(!hasPrometheus())('commands do what they say (needs prometheus and promtool)', () => {
  let prometheus: RunningPrometheus
  beforeAll(async () => {
    prometheus = await startPrometheus({ openMetrics: orders(Date.now()) })
  })
  afterAll(() => prometheus.stop())

  test.each(shell.filter(([, text]) => !isEnvironment(text)))('%s', async (_, text) => {
    const { code, out, err } = await runShell(text, prometheus.url)
    expect(code, `${out}\n${err}`).toBe(0)
  })
})

/** Two hours of the counter that the small configuration names, up to now. */
function orders(now: number): string {
  const samples = ['200', '500'].flatMap((code) =>
    Array.from({ length: 121 }, (_, minute) => {
      const at = Math.floor(now / 1_000) - (120 - minute) * 60
      return `orders_total{code="${code}"} ${minute * (code === '200' ? 1_000 : 1)} ${at}`
    }),
  )
  return ['# TYPE orders counter', ...samples, '# EOF', ''].join('\n')
}

describe('what pages name of the command line exists', () => {
  test.each(PAGES)('%s', async (file) => {
    const program = await wholeProgram()
    const shells = BLOCKS.filter((block) => block.file === file && block.language === 'sh')
    const commands = [...commandsIn(proseOf(textOf(file))), ...shells.flatMap(({ text }) => commandsOf(text))]
    expect(commands.flatMap((words) => unknownIn(program, words))).toEqual([])
  })
})

describe('nobody is told to fetch a name that is not ours', () => {
  test.each(PAGES)('%s', (file) => {
    const text = textOf(file)
    expect(text.match(/npm (i|install|add)\b[^\n`]* budgeteer(?![\w./-])/g) ?? []).toEqual([])
    const sections = text.split(/^#+ /m).filter((section) => section.includes('npx budgeteer'))
    const astray = sections.filter((section) => !/\bclone\b/.test(section))
    expect(
      astray.map((section) => section.split('\n')[0]),
      'npx budgeteer is for a clone: say so',
    ).toEqual([])
  })
})
