import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEVELOPER, OWNER } from '../../demo/cast.ts'
import { nobody } from '../gate-client/stranger.ts'
import { requiredProgram } from '../support/required-program.ts'
import { type Started, startProgram } from '../support/start-program.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from './a-stage.ts'

const TICKED = { 'Code review done': ['yes'], 'Automated tests passing': ['yes'] } as const
const curl = requiredProgram('curl')

let scene: Scene
/** Somebody's repository, with nothing in it. */
let repository: string
beforeAll(async () => {
  scene = await openScene()
  repository = await mkdtemp(join(tmpdir(), 'somebodys-repository-'))
  execFileSync('git', ['init', '--quiet', repository])
})
afterAll(async () => {
  await scene.stage.close()
  await rm(repository, { recursive: true })
})

const url = (): string => scene.stage.bot.http.url

interface Way {
  readonly name: string
  /** All that the pipeline's image has. */
  readonly PATH: string
  /** Fetches the client from the bot; then this runs it. */
  readonly fetches: string
  readonly runs: string
}

const WAYS: readonly Way[] = [
  ...(curl === undefined
    ? []
    : [
        {
          name: 'curl',
          PATH: '/usr/bin:/bin',
          fetches: 'curl -fsSL "$BUDGETEER_URL/gate.sh" -o budgeteer-gate.sh',
          runs: 'exec sh budgeteer-gate.sh "$@"',
        },
      ]),
  {
    name: 'Node',
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    fetches: `node -e 'fetch(process.env.BUDGETEER_URL + "/gate.mjs").then((it) => it.text()).then((text) => fs.writeFileSync("budgeteer-gate.mjs", text))'`,
    runs: 'exec node budgeteer-gate.mjs "$@"',
  },
]

describe.each(WAYS)('a repository with nothing but $name', ({ name, PATH, fetches, runs }) => {
  const pipeline = (script: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Started =>
    startProgram('/bin/sh', ['-c', script, 'sh', ...args], {
      cwd: repository,
      env: { PATH, BUDGETEER_URL: url(), BUDGETEER_TOKEN: scene.stage.token('ci'), ...more },
    })
  const asks = (revision: string, args: readonly string[] = []): Started =>
    pipeline(runs, ['--service', SERVICE, '--change', 'feature', '--revision', revision, ...args])
  const last = (out: string): string => out.trimEnd().split('\n').at(-1) ?? ''
  const revision = `v1-${name}`

  beforeAll(async () => {
    expect(await pipeline(fetches, []).ran).toMatchObject({ code: 0, err: '' })
  })

  test('is told to wait with 4, and waits until it is allowed with 0; a dry run uses nothing, and a use is one', async () => {
    const { audience } = scene
    const early = await asks(revision).ran
    expect(early).toMatchObject({ code: 4, err: '' })
    expect(last(early.out)).toContain('Waiting for approval (exit 4): ')
    expect(early.out).toContain('request needed')

    const { ran, saying } = asks(revision, ['--wait', '1h', '--interval', '100ms', '--run', 'run-1'])
    await saying('waiting: ')
    await audience.command(DEVELOPER.id, `/deploy request ${SERVICE} ${revision} feature`)
    await audience.presses(DEVELOPER.id, await audience.sees('deploy-approvals', revision), 'Fill in…')
    await audience.submits(DEVELOPER.id, TICKED)
    await saying('still needs')
    expect(await asks(revision, ['--dry-run']).ran).toMatchObject({ code: 4 })
    await audience.presses(OWNER.id, await audience.sees('deploy-approvals', revision), 'Approve')
    const allowed = await ran
    expect(allowed.code).toBe(0)
    expect(last(allowed.out)).toContain('Allowed (exit 0): ')

    // The grant served that run: it may ask again, and nobody else.
    expect(await asks(revision, ['--dry-run', '--run', 'run-1']).ran).toMatchObject({ code: 0 })
    expect(await asks(revision, ['--run', 'run-1']).ran).toMatchObject({ code: 0 })
    expect(await asks(revision, ['--run', 'run-2']).ran).toMatchObject({ code: 4 })
  })

  test('gets 1 where nobody answers or the token is turned away, and 2 for a name that there is not', async () => {
    const args = ['--service', SERVICE, '--change', 'feature', '--retries', '0']
    expect((await pipeline(runs, args, { BUDGETEER_URL: await nobody() }).ran).code).toBe(1)
    const away = await pipeline(runs, args, { BUDGETEER_TOKEN: 'a-token-of-nobody' }).ran
    expect(away).toMatchObject({ code: 1, out: '' })
    const unknown = await pipeline(runs, ['--service', 'inference-gatway', '--change', 'feature']).ran
    expect(unknown).toMatchObject({ code: 2, out: '' })
    expect(unknown.err).toContain(`did you mean ${SERVICE}?`)
  })
})

describe('in a freeze', () => {
  beforeAll(() => scene.fails(OUTAGE_MINUTES.CRITICAL))

  test.each(WAYS)('a repository with nothing but $name is denied with 3', async ({ PATH, runs }) => {
    const args = ['--service', SERVICE, '--change', 'feature', '--revision', 'v2']
    const { out, code } = await startProgram('/bin/sh', ['-c', runs, 'sh', ...args], {
      cwd: repository,
      env: { PATH, BUDGETEER_URL: url(), BUDGETEER_TOKEN: scene.stage.token('ci') },
    }).ran
    expect(code).toBe(3)
    expect(out).toMatch(/^ {2}level {9}CRITICAL, budget left \d/m)
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Denied \(exit 3\): /)
  })
})
