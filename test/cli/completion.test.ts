import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { requiredProgram } from '../support/required-program.ts'
import { runCli } from './run-cli.ts'

const run = promisify(execFile)

const BASH = requiredProgram('bash')
const ZSH = requiredProgram('zsh')
const FISH = requiredProgram('fish')
/** Runs a program on a terminal. */
const SCRIPT = requiredProgram('script')

let dir: string
const scripts: Record<string, string> = {}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'budgeteer-completion-'))
  await mkdir(join(dir, 'here', 'my config'), { recursive: true })
  await writeFile(join(dir, 'here', 'my slos.yaml'), '')
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await runCli(['completion', shell])
    expect(code).toBe(0)
    scripts[shell] = join(dir, `budgeteer.${shell}`)
    await writeFile(scripts[shell], out)
  }
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** What stands on the command line, and some of what may come next. `without` may not. */
const CASES: readonly {
  readonly what: string
  readonly typed: readonly string[]
  readonly offers: readonly string[]
  readonly without?: readonly string[]
}[] = [
  { what: 'a command', typed: ['po'], offers: ['policy'], without: ['start'] },
  { what: 'any command', typed: [''], offers: ['start', 'doctor', 'completion'] },
  {
    what: 'a command of a group',
    typed: ['policy', ''],
    offers: ['table', 'decide', 'test'],
    without: ['start'],
  },
  {
    what: 'an option',
    typed: ['doctor', '--'],
    offers: ['--json', '--queries', '--help'],
    without: ['--once'],
  },
  {
    what: 'an option of a grouped command',
    typed: ['policy', 'decide', '--ex'],
    offers: ['--exhausts-in', '--exhausted-for'],
    without: ['--json'],
  },
  {
    what: 'a value of a list',
    typed: ['start', '--log-level', ''],
    offers: ['debug', 'info', 'warn', 'error'],
  },
  {
    what: 'a value of a list that has begun',
    typed: ['policy', 'table', '--format', 'm'],
    offers: ['markdown'],
    without: ['json'],
  },
  { what: 'an argument of a list', typed: ['completion', ''], offers: ['bash', 'zsh', 'fish'] },
  {
    what: 'no command for the value of an option',
    typed: ['policy', 'table', '--policy', 'start', '--for'],
    offers: ['--format'],
  },
  { what: 'a folder', typed: ['check', '--config', 'my'], offers: ['my config'], without: ['my slos.yaml'] },
  { what: 'a file', typed: ['import', 'my s'], offers: ['my slos.yaml'] },
]

function expectOffer(offered: readonly string[], { offers, without = [] }: (typeof CASES)[number]): void {
  expect(offered).toEqual(expect.arrayContaining([...offers]))
  for (const word of without) expect(offered).not.toContain(word)
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

describe.skipIf(BASH === undefined)('bash completes', () => {
  async function offered(words: readonly string[]): Promise<string[]> {
    const script = `source "$1"; shift; COMP_WORDS=(budgeteer "$@"); COMP_CWORD=$#; _budgeteer; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = await run(
      BASH ?? '',
      ['--norc', '-c', script, 'bash', scripts['bash'] ?? '', ...words],
      {
        cwd: join(dir, 'here'),
      },
    )
    return linesOf(stdout)
  }

  test.each(CASES)('$what', async (one) => {
    expectOffer(await offered(one.typed), one)
  })

  test('what stands behind an equals sign, which bash makes a word of its own', async () => {
    expect(await offered(['start', '--log-level', '='])).toEqual(['debug', 'info', 'warn', 'error'])
    expect(await offered(['start', '--log-level', '=', 'w'])).toEqual(['warn'])
  })
})

describe.skipIf(FISH === undefined)('fish completes', () => {
  test.each(CASES)('$what', async (one) => {
    const line = ['budgeteer', ...one.typed].map((word) => word.replaceAll(' ', '\\ ')).join(' ')
    const { stdout } = await run(
      FISH ?? '',
      ['--no-config', '-c', 'source $argv[1]; complete --do-complete $argv[2]', scripts['fish'] ?? '', line],
      { cwd: join(dir, 'here'), env: { ...process.env, HOME: dir } },
    )
    const words = linesOf(stdout).map(
      (offer) => offer.split('\t')[0]?.replaceAll('\\ ', ' ').replace(/\/$/, '') ?? '',
    )
    expectOffer(words, one)
  })
})

/** Completes what was typed ahead, writes down what was offered, and ends. */
const ZSHRC = `
PROMPT=
autoload -U compinit
compinit -u -D
source $SCRIPT
compadd() {
  local -a found
  builtin compadd -O found "$@"
  print -rl -- $found >> $OFFERED
  builtin compadd "$@"
}
finished() { print -r -- the-end >> $OFFERED; exit }
comppostfuncs=(finished)
bindkey '^I' complete-word
cd $HERE
`

describe.skipIf(ZSH === undefined || SCRIPT === undefined)('zsh completes', () => {
  test.each(CASES)('$what', async (one) => {
    const home = await mkdtemp(join(dir, 'zsh-'))
    await writeFile(join(home, '.zshrc'), ZSHRC)
    const offers = join(home, 'offered')
    // Zsh edits lines on a terminal only: script makes one.
    const shell = spawn(SCRIPT ?? '', ['-qec', `${ZSH} -i`, '/dev/null'], {
      env: {
        PATH: process.env['PATH'],
        TERM: 'xterm',
        HOME: home,
        ZDOTDIR: home,
        SCRIPT: scripts['zsh'],
        OFFERED: offers,
        HERE: join(dir, 'here'),
      },
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    onTestFinished(() => void shell.kill())
    shell.stdin.write(`budgeteer ${one.typed.map((word) => word.replaceAll(' ', '\\ ')).join(' ')}\t`)
    await once(shell, 'exit')
    const written = linesOf(await readFile(offers, 'utf8'))
    expect(written).toContain('the-end')
    expectOffer(written, one)
  })
})

test('a shell that is not known is wrong usage', async () => {
  const { code, err } = await runCli(['completion', 'csh'])
  expect(code).toBe(2)
  expect(err).toContain('bash, zsh, fish')
})
