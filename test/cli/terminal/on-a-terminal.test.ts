import { execFile } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { textWidth } from '../../../src/cli/terminal/text-width.ts'
import { requiredProgram } from '../../support/required-program.ts'

const run = promisify(execFile)
const MAIN = new URL('../../../src/main.ts', import.meta.url).pathname
const ROOT = new URL('../../..', import.meta.url).pathname
/** Runs a program on a terminal. */
const SCRIPT = requiredProgram('script')

const COLOUR = '\u001B['

type Variables = Readonly<Record<string, string>>

const environment = (env: Variables): Variables => ({
  PATH: process.env['PATH'] ?? '',
  TERM: 'xterm-256color',
  BUDGETEER_PROGRESS: 'never',
  ...env,
})

/** What a command shows on a terminal so many columns wide. */
async function onTerminal(args: string, env: Variables = {}, columns = 100): Promise<string> {
  const command = `stty cols ${columns}; exec ${process.execPath} ${MAIN} ${args}`
  const { stdout } = await run(SCRIPT ?? '', ['-qec', command, '/dev/null'], {
    env: environment(env),
    cwd: ROOT,
  })
  return stdout.replaceAll('\r\n', '\n')
}

const piped = async (args: string, env: Variables = {}): Promise<string> =>
  (await run(process.execPath, [MAIN, ...args.split(' ')], { env: environment(env), cwd: ROOT })).stdout

const POLICY = 'policy table'

describe.skipIf(SCRIPT === undefined)('on a terminal', () => {
  test('headings and verdicts have colour', async () => {
    const shown = await onTerminal(POLICY)
    expect(shown).toContain('\u001B[31mblock\u001B[39m')
    expect(shown).toContain('\u001B[1mHEALTHY\u001B[22m')
  })

  test.each([
    ['NO_COLOR is set', POLICY, { NO_COLOR: '1' }],
    ['the terminal is dumb', POLICY, { TERM: 'dumb' }],
    ['JSON was asked for', `${POLICY} --json`, {}],
  ])('nothing has colour where %s', async (_when, args, env) => {
    expect(await onTerminal(args, env)).not.toContain(COLOUR)
  })

  test.each([80, 30])('a table fits %i columns', async (columns) => {
    const [, ...lines] = stripVTControlCharacters(await onTerminal(POLICY, {}, columns)).split('\n')
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns)
    expect(lines.join('\n')).toContain('schema-compatible')
  })

  test('an error stands out', async () => {
    const shown = await onTerminal('budget 120').catch(
      (error: unknown) => (error as { stdout: string }).stdout,
    )
    expect(shown).toContain('\u001B[31merror\u001B[39m: objective')
  })
})

describe('in a pipe', () => {
  test('nothing has colour, and no row is wrapped', async () => {
    const shown = await piped(POLICY)
    expect(shown).not.toContain(COLOUR)
    expect(shown).toMatch(/^ {2}infrastructure .* Service owner \+ Senior engineer \+ SRE .* block$/m)
  })

  test('FORCE_COLOR asks for colour, but not of JSON', async () => {
    expect(await piped(POLICY, { FORCE_COLOR: '1' })).toContain('\u001B[31mblock\u001B[39m')
    expect(await piped(`${POLICY} --json`, { FORCE_COLOR: '1' })).not.toContain(COLOUR)
  })
})
