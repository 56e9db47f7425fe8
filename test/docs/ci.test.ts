import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { ENDINGS } from '../../gate-client/description/exit-codes.ts'
import { FLAGS } from '../../gate-client/description/flags.ts'
import { gateClientFiles } from '../../src/adapters/http/gate-client-files.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { runCli } from '../cli/run-cli.ts'
import { openScene, type Scene, SERVICE } from '../e2e/a-stage.ts'
import { requiredProgram } from '../support/required-program.ts'
import { type Ran, startProgram } from '../support/start-program.ts'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '../support/workflow-parser.ts'

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8')
const PAGE = read('docs/ci.md')
const README = read('README.md')
const HASHES = Object.fromEntries(gateClientFiles().map(({ kind, sha256 }) => [kind, sha256]))
/** The hash of the examples. */
const ANY_HASH = '0123456789abcdef'.repeat(4)

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.stage.close())

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budgeteer-ci-'))
  return () => rmSync(folder, { recursive: true })
})

const url = (): string => scene.stage.bot.http.url

/** An example with what somebody would put in its place: the bot's address, a service, the hash. Waits a second, not an hour. */
const adapted = (text: string): string =>
  text
    .replaceAll('https://budgeteer.example.com', url())
    .replaceAll('http://budgeteer.budgeteer.svc', url())
    .replaceAll(ANY_HASH, HASHES['sh'] ?? '')
    .replaceAll(/\bcheckout\b/g, SERVICE)
    .replaceAll('30m', '1s')

/** The blocks of code below a heading, in one language. */
function blocks(page: string, heading: string, language: string): readonly string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  const found = [...own.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))]
  expect(found.length).toBeGreaterThan(0)
  return found.map(([, block = '']) => adapted(block))
}

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  startProgram(program, args, {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      BUDGETEER_TOKEN: scene.stage.token('ci'),
      ...env,
    },
  }).ran

const variables = (): NodeJS.ProcessEnv => ({
  BUDGETEER_URL: url(),
  GATE_SHA256: HASHES['sh'],
  GATE_MJS_SHA256: HASHES['mjs'],
})

/** Nobody has asked for it in Slack yet. */
const expectWaiting = ({ code, out }: Ran): void => {
  expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Waiting for approval \(exit 4\): /)
  expect(code).toBe(ENDINGS.waiting.code)
}

test('the page tells each exit code as the clients do', () => {
  const told = [...PAGE.matchAll(/^\| (\d+) \| ([^;:|]*)/gm)].map(([, code, meaning]) => [
    code,
    meaning?.trim(),
  ])
  const known = Object.values(ENDINGS).map(({ code, meaning }) => [`${code}`, meaning.split(':')[0]])
  expect(told.sort()).toEqual(known.sort())
})

test('each flag that the page and the README name is one of the client', () => {
  const [gate = ''] = README.split('\n## Put the gate into CI\n')[1]?.split('\n## ') ?? []
  const known = FLAGS.map(({ name }) => `--${name}`)
  const named = `${PAGE}${gate}`.match(/(?<=[ `])--[a-z-]+/g) ?? []
  const others = named.filter((flag) => !known.includes(flag))
  expect([...new Set(others)]).toEqual([])
})

describe.skipIf(requiredProgram('curl') === undefined)('as the page shows it', () => {
  test('today’s address is told, and the pinned file is fetched, checked and run', async () => {
    const [where = '', pinned = '', node = ''] = blocks(PAGE, 'Fetch it, and pin it', 'sh')
    expect((await run('/bin/sh', ['-ec', where], variables())).out).toBe(
      `${url()}/gate-${HASHES['sh'] ?? ''}.sh\n`,
    )
    expectWaiting(await run('/bin/sh', ['-ec', pinned], variables()))
    expectWaiting(await run('/bin/sh', ['-ec', node], variables()))
  })

  test('a file of another hash is not run', async () => {
    const [, , node = ''] = blocks(PAGE, 'Fetch it, and pin it', 'sh')
    const ran = await run('/bin/sh', ['-ec', node], { ...variables(), GATE_MJS_SHA256: '0'.repeat(64) })
    expect(ran.code).toBe(1)
    expect(ran.out).toContain('budgeteer-gate.mjs: FAILED')
    expect(ran.out).not.toContain('exit')
  })

  /** What GitHub's runner does with a step's script. */
  const asGitHub = (script: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
    run('bash', ['-e', '-c', script], {
      ...variables(),
      GITHUB_SHA: '4f2a9c1',
      GITHUB_RUN_ID: '4711',
      GITHUB_RUN_ATTEMPT: '1',
      ...env,
    })

  interface Step {
    readonly uses?: string
    readonly run?: string
    readonly with?: Readonly<Record<string, string>>
  }
  interface Workflow {
    readonly jobs: { readonly deploy: { readonly steps: readonly Step[] } }
  }

  test('GitHub takes both workflows, and the one without the action asks', async () => {
    const all = blocks(PAGE, 'GitHub Actions', 'yaml')
    for (const content of all) {
      const { context, value } = parseWorkflow({ name: 'gate.yml', content }, new NoOperationTraceWriter())
      expect(context.errors.getErrors().map(({ message }) => message)).toEqual([])
      if (value === undefined) throw new Error('the workflow is empty')
      expect((await convertWorkflowTemplate(context, value)).errors ?? []).toEqual([])
    }
    const [action, plain] = all.map((text) => (parse(text) as Workflow).jobs.deploy.steps[0])
    const { inputs } = parse(read('action.yml')) as { readonly inputs: Readonly<Record<string, unknown>> }
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(action?.with ?? {})))
    expect(action?.uses).toMatch(/@[0-9a-f]{40}$/)
    expectWaiting(await asGitHub(plain?.run ?? ''))
  })

  test('the README’s step asks', async () => {
    const [text = ''] = blocks(README, 'Put the gate into CI', 'yaml')
    const [step] = parse(text) as readonly Step[]
    expectWaiting(await asGitHub(step?.run ?? ''))
  })

  test('GitLab’s component asks, with the inputs of the page and with a change that would be a command', async () => {
    const [text = ''] = blocks(PAGE, 'GitLab', 'yaml')
    const { include } = parse(text) as {
      include: readonly [{ readonly inputs: Readonly<Record<string, string>> }]
    }
    expectWaiting(await asGitLab(include[0].inputs))
    const hostile = await asGitLab({ ...include[0].inputs, change: '$(touch hacked) `touch hacked`"' })
    expect(hostile.code).toBe(2)
    expect(execFileSync('ls', [folder], { encoding: 'utf8' })).toBe('budgeteer-gate.sh\n')
  })

  interface Component {
    readonly spec: {
      readonly inputs: Readonly<Record<string, { readonly default?: string; readonly regex?: string }>>
    }
  }
  interface Job {
    readonly stage: string
    readonly variables: Readonly<Record<string, { readonly value: string; readonly expand: boolean }>>
    readonly script: readonly string[]
  }

  /** As GitLab does: fills the inputs in, then runs line by line, and ends with the first that fails. */
  async function asGitLab(given: Readonly<Record<string, string>>): Promise<Ran> {
    const template = read('templates/gate.yml')
    const { inputs } = (parseAllDocuments(template)[0]?.toJS() as Component).spec
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
    const filled = template.replaceAll(/\$\[\[ inputs\.(\w+) \]\]/g, (_, name: string) => {
      const value = given[name] ?? inputs[name]?.default
      if (value === undefined) throw new Error(`the input ${name} is missing`)
      expect(value).toMatch(new RegExp(inputs[name]?.regex ?? ''))
      return value.replaceAll("'", "''")
    })
    const [, jobs] = parseAllDocuments(filled).map((one) => one.toJS() as Readonly<Record<string, Job>>)
    const job = jobs?.['budgeteer-gate']
    if (job === undefined) throw new Error('there is no job')
    expect(Object.values(job.variables).every(({ expand }) => !expand)).toBe(true)
    const env = Object.fromEntries(Object.entries(job.variables).map(([name, { value }]) => [name, value]))
    return await run('/bin/sh', ['-ec', job.script.join('\n')], {
      ...env,
      CI_PIPELINE_ID: '17',
      CI_COMMIT_SHA: 'a1',
    })
  }

  test('Jenkins asks', async () => {
    const [pipeline = ''] = blocks(PAGE, 'Jenkins', 'groovy')
    const script = /sh '''\n([^]*?)'''/.exec(pipeline)?.[1] ?? ''
    expectWaiting(
      await run('/bin/sh', ['-xec', script], { ...variables(), BUILD_TAG: 'b-1', GIT_COMMIT: 'a1' }),
    )
  })

  test('Buildkite asks', async () => {
    const [text = ''] = blocks(PAGE, 'Buildkite', 'yaml')
    const { steps } = parse(text) as {
      readonly steps: readonly [
        { readonly commands: readonly string[]; readonly env: Readonly<Record<string, string>> },
      ]
    }
    const script = steps[0].commands.join('\n').replaceAll('$$', '$')
    const ci = { BUILDKITE_BUILD_ID: 'b-1', BUILDKITE_COMMIT: 'a1' }
    expectWaiting(await run('/bin/sh', ['-ec', script], { ...steps[0].env, ...ci }))
  })

  test.skipIf(requiredProgram('make') === undefined)('make asks, and deploys nothing', async () => {
    const [text = ''] = blocks(PAGE, 'A Makefile', 'make')
    writeFileSync(join(folder, 'Makefile'), text)
    execFileSync('git', ['init', '--quiet', folder])
    const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com']
    execFileSync('git', [...author, 'commit', '--quiet', '--allow-empty', '--message', 'Begin'], {
      cwd: folder,
    })
    const ran = await run('make', ['deploy'])
    expect(ran.code).toBe(2)
    expect(ran.out).toContain('Waiting for approval (exit 4): ')
    expect(ran.err).toContain('Error 4')
  })
})

test('Argo CD’s hook asks by the command of the image', async () => {
  const [text = ''] = blocks(PAGE, 'Argo CD', 'yaml')
  const job = parse(text) as {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>> }
    readonly spec: {
      readonly template: {
        readonly spec: {
          readonly containers: readonly [
            {
              readonly args: readonly string[]
              readonly env: readonly { readonly name: string; readonly value?: string }[]
            },
          ]
        }
      }
    }
  }
  expect(job.metadata.annotations['argocd.argoproj.io/hook']).toBe('PreSync')
  const [{ args, env }] = job.spec.template.spec.containers
  expect(env.map(({ name }) => name)).toEqual(['BUDGETEER_URL', 'BUDGETEER_TOKEN'])
  const url = env[0]?.value ?? ''
  expectWaiting(await runCli(args, { BUDGETEER_URL: url, BUDGETEER_TOKEN: scene.stage.token('ci') }))
})
