import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { FLAGS } from '../../gate-client/description/flags.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import type { GateAnswer } from '../../src/core/requests/outcome.ts'
import { answer } from '../adapters/http/facts.ts'
import { type Started, startFixture } from '../adapters/http/fixture.ts'
import { startProgram } from '../support/start-program.ts'
import { nobody, stranger } from './stranger.ts'

/** GitHub's metadata syntax, as far as a JavaScript action uses it. */
const METADATA = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string().regex(/^[a-z][\w-]*$/),
    z.strictObject({
      description: z.string(),
      required: z.boolean().optional(),
      default: z.string().optional(),
    }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({ using: z.enum(['node20', 'node24']), main: z.string() }),
})
const action = METADATA.parse(parse(await readFile(join(PROJECT_ROOT, 'action.yml'), 'utf8')))

let bot: Started
let folder: string
beforeEach(async () => {
  bot = await startFixture()
  folder = await mkdtemp(join(tmpdir(), 'budgeteer-action-'))
})
afterEach(async () => {
  await bot.close(200)
  await rm(folder, { recursive: true })
})

interface Ran {
  readonly code: number | null
  readonly log: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** Runs the step as GitHub's runner does: inputs as variables with their defaults, outputs and summary as files. */
async function step(
  inputs: Readonly<Record<string, string>> = {},
  more: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const given = { url: bot.url, token: 'ci-secret', service: 'checkout-api', change: 'p0-hotfix', ...inputs }
  const all: Record<string, string> = given
  const variables = Object.entries(action.inputs).map(
    ([name, { default: usual = '' }]) => [`INPUT_${name.toUpperCase()}`, all[name] ?? usual] as const,
  )
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') }
  for (const path of Object.values(files)) await writeFile(path, '')
  const { ran } = startProgram(process.execPath, [join(PROJECT_ROOT, action.runs.main)], {
    env: { ...Object.fromEntries(variables), ...files, ...more },
  })
  const { code, out, err } = await ran
  expect(err).toMatch(/^(waiting: .*\n)*$/)
  return {
    code,
    log: out.split('\n').filter(Boolean),
    outputs: outputsIn(await readFile(files.GITHUB_OUTPUT, 'utf8')),
    summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
  }
}

/** As the runner reads the file: `name<<delimiter`, the value, the delimiter. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  for (let line = lines.shift(); line !== undefined && line !== ''; line = lines.shift()) {
    const [, name, delimiter] = /^([\w-]+)<<(.+)$/.exec(line) ?? []
    if (name === undefined || delimiter === undefined) throw new Error(`no output begins with ${line}`)
    const value: string[] = []
    for (let next = lines.shift(); next !== delimiter; next = lines.shift()) {
      if (next === undefined) throw new Error(`${name} does not end`)
      value.push(next)
    }
    outputs[name] = value.join('\n')
  }
  return outputs
}

test('action.yml has an input for each flag but --json, and an output for each that is written', async () => {
  const flags = FLAGS.map(({ name }) => name).filter((name) => name !== 'json')
  expect(Object.keys(action.inputs).sort()).toEqual([...flags, 'token', 'fail'].sort())
  for (const { name, required } of FLAGS)
    if (name !== 'json') expect(action.inputs[name]?.required ?? false).toBe(required ?? false)
  expect(Object.keys((await step()).outputs)).toEqual(Object.keys(action.outputs))
})

const YES: GateAnswer['decision'] = 'approved'

describe('what was decided', () => {
  test('allowed: outputs, a notice, and a summary', async () => {
    const ran = await step({ revision: 'v1', confirm: 'tests-passing', 'dry-run': 'true' })
    expect(bot.useCases.gateCalls).toMatchObject([
      { revision: 'v1', confirmed: ['tests-passing'], dryRun: true },
    ])
    expect(ran.code).toBe(0)
    expect(ran.outputs).toMatchObject({
      allowed: 'true',
      decision: 'approved',
      'would-have': '',
      level: 'CRITICAL',
      remaining: '18%',
      'request-id': 'req-1',
      'exit-code': '0',
    })
    expect(ran.log[0]).toBe('::add-mask::ci-secret')
    expect(ran.log.at(-1)).toMatch(
      /^::notice title=Deployment gate%3A Allowed::Allowed, dry run \(exit 0\): /,
    )
    expect(ran.summary).toContain('### ✅ Allowed: p0-hotfix of checkout-api\n')
  })

  test('waiting: the step fails, and the summary says which seats are open and who may fill them', async () => {
    bot.useCases.answerGate = () => answer('needs-approval', { requires: ['tests-passing'] })
    const ran = await step()
    expect(ran.code).toBe(1)
    expect(ran.outputs).toMatchObject({ allowed: 'false', decision: 'needs-approval', 'exit-code': '4' })
    expect(ran.log.at(-1)).toMatch(/^::error title=Deployment gate%3A Waiting for approval::/)
    for (const shown of [
      '| Policy line | levels.CRITICAL.changes.p0-hotfix (default 1.0+3fa2b1c9) |',
      '| Level | CRITICAL, budget left 18% |',
      '| Request | req-1 |',
      '| Approvals | Who may give them | Given by |',
      '| 1 of 2 | sre | U1 |',
      'Still needed: tests-passing.',
    ])
      expect(ran.summary).toContain(shown)
  })

  test('denied, with fail: false: the step goes on with a warning', async () => {
    bot.useCases.answerGate = () => answer('blocked', { reasons: ['freeze_active'] })
    const ran = await step({ fail: 'false' })
    expect(ran.code).toBe(0)
    expect(ran.outputs).toMatchObject({ allowed: 'false', decision: 'blocked', 'exit-code': '3' })
    expect(ran.log.at(-1)).toMatch(/^::warning /)
    expect(ran.summary).toContain('| Reason | freeze active |')
  })

  test('in shadow: allowed with a warning, and what enforcement would say', async () => {
    const wouldHave = answer('blocked', { rule: 'levels.EMERGENCY', explanation: 'Frozen.' })
    if (wouldHave.kind !== 'answered') throw new Error('no answer')
    const shadow = { enforcement: 'shadow', wouldHave: wouldHave.answer } as const
    bot.useCases.answerGate = () => answer(YES, shadow)
    const ran = await step()
    expect(ran.code).toBe(0)
    expect(ran.outputs).toMatchObject({ allowed: 'true', decision: 'approved', 'would-have': 'blocked' })
    expect(ran.log.at(-1)).toMatch(/^::warning .*enforced, it would be denied: Frozen\.$/)
    expect(ran.summary).toContain('The policy is in shadow and blocks nothing.')
    expect(ran.summary).toContain('| Policy line | levels.EMERGENCY')
  })

  test('waits where it shall', async () => {
    let asked = 0
    bot.useCases.answerGate = () => answer((asked += 1) === 1 ? 'needs-approval' : 'approved')
    expect((await step({ wait: 'true', interval: '50ms' })).outputs).toMatchObject({ allowed: 'true' })
    expect(bot.useCases.gateCalls).toHaveLength(2)
  })
})

describe('without an answer', () => {
  test('the step fails, and says why', async () => {
    const ran = await step({ url: await nobody(), retries: '0' })
    expect(ran.code).toBe(1)
    expect(ran.outputs).toMatchObject({ allowed: 'false', decision: '', level: '', 'exit-code': '1' })
    expect(ran.outputs['explanation']).toContain('cannot be reached')
    expect(ran.summary).toContain('### ⚠️ No answer: p0-hotfix of checkout-api')
  })

  test('on-error: allow lets it through, with a warning', async () => {
    const ran = await step({ url: await nobody(), retries: '0', 'on-error': 'allow' })
    expect(ran).toMatchObject({ code: 0, outputs: { allowed: 'true', decision: '' } })
    expect(ran.log.at(-1)).toMatch(/^::warning /)
  })

  test.each([
    ['no token', { token: '' }, 'BUDGETEER_TOKEN'],
    ['an unknown service', { service: 'chekout-api' }, 'did you mean checkout-api?'],
    ['a truth that is none', { fail: 'no' }, 'fail is no: it must be true or false'],
    ['a wait that is no duration', { wait: 'long' }, '30m'],
  ])('%s fails the step whatever fail says', async (_, inputs, says) => {
    const ran = await step({ fail: 'false', ...inputs })
    expect(ran).toMatchObject({ code: 1, outputs: { allowed: 'false', 'exit-code': '2' } })
    expect(ran.log.at(-1)).toContain(says)
  })

  test('address and token may come from the environment', async () => {
    const env = { BUDGETEER_URL: bot.url, BUDGETEER_TOKEN: 'ci-secret' }
    expect((await step({ url: '', token: '' }, env)).code).toBe(0)
  })
})

test('what the bot says starts no output, no command and no markup of its own', async () => {
  const hostile =
    'no\nend\nallowed<<x\ntrue\nx\n::error::a\r\n##[add-mask]b <img src=x> @team | [a](http://b) `c` *d*'
  const bad = await stranger((_request, response) =>
    response.writeHead(200).end(
      JSON.stringify({
        allowed: false,
        decision: 'blocked',
        level: hostile,
        explanation: hostile,
        reasons: [hostile],
        rule: hostile,
        requestId: hostile,
        seats: [{ role: hostile, count: 1, filledBy: [hostile] }],
        requires: [hostile],
        budget: { remainingText: hostile },
      }),
    ),
  )
  const ran = await step({ url: bad.url, change: 'a|b <i>' })
  expect(ran.code).toBe(1)
  expect(ran.outputs).toMatchObject({
    allowed: 'false',
    decision: 'blocked',
    explanation: hostile,
    level: hostile,
  })
  expect(Object.keys(ran.outputs)).toEqual(Object.keys(action.outputs))
  expect(ran.log.filter((line) => line.trimStart().startsWith('::'))).toHaveLength(2)
  expect(ran.log.join('\n')).not.toContain('##[')
  expect(ran.summary).not.toMatch(/<|@|`|\]\(|##\[/)
  // Each row of a table has as many cells as its head: nothing ended one.
  for (const line of ran.summary.split('\n').filter((one) => one.startsWith('|')))
    expect([3, 4]).toContain(line.split('|').length - 1)
  await bad.close()
})
