import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { CHANNELS, COMMANDS, OWNER, PEOPLE, TEAM, USER_GROUPS } from '../../demo/cast.ts'
import { startWorkspace, type Workspace } from '../../demo/workspace/workspace.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { systemClock } from '../../src/adapters/system/system-clock.ts'

const SLACK = {
  botToken: 'xoxb-end-to-end-0123456789',
  appToken: 'xapp-end-to-end-0123456789',
  signingSecret: 'end-to-end-signing-secret',
}
const TOKEN = 'end-to-end-token-of-a-pipeline'
const SERVICE = 'checkout'
const DATABASE_VARIABLE = 'BUDGETEER_DATABASE_URL'
const READY_MS = 120_000

/** The service of these tests, as slos/ describes its only SLO. */
export interface Setup {
  /** In YAML's flow style. */
  readonly sli: string
  readonly window: string
  readonly prometheusUrl?: string
  /** Durations of the shipped policy that a test cannot wait for. */
  readonly recoverAfter?: string
  readonly keepLevelFor?: string
  /** Left out: what the shipped policy asks for beside approvals, which somebody has to fill in. */
  readonly requiresNothing?: boolean
  /** Left out: pages are for who signs in. */
  readonly publicPages?: boolean
  /** Left out: each second. */
  readonly pollEvery?: string
  /** Left out: a SQLite file in the folder. */
  readonly databaseUrl?: string
}

/** A workspace in this process, and a folder from which `budgeteer start` can be run again and again. */
export class Premises {
  readonly workspace: Workspace
  readonly folder: string
  /** Of a caller that may do everything. */
  readonly token = TOKEN
  readonly #databaseUrl: string | undefined
  readonly #processes = new Set<BotProcess>()

  private constructor(workspace: Workspace, folder: string, databaseUrl: string | undefined) {
    this.workspace = workspace
    this.folder = folder
    this.#databaseUrl = databaseUrl
  }

  static async open(setup: Setup): Promise<Premises> {
    const workspace = await startWorkspace({
      team: TEAM,
      people: PEOPLE,
      channels: CHANNELS,
      userGroups: USER_GROUPS,
      app: { name: 'Budgeteer', commands: COMMANDS, ...SLACK },
      clock: systemClock,
    })
    const folder = await mkdtemp(join(tmpdir(), 'budgeteer-e2e-'))
    await writeConfiguration(join(folder, 'config'), setup)
    return new Premises(workspace, folder, setup.databaseUrl)
  }

  /** Runs `budgeteer start` as its own process, with further secrets; resolves when it takes calls. */
  async start(secrets: Readonly<Record<string, string>> = {}): Promise<BotProcess> {
    const bot = this.launch(secrets)
    await bot.url
    return bot
  }

  /** The same without waiting for it; `more` are arguments of `start`. */
  launch(secrets: Readonly<Record<string, string>> = {}, more: readonly string[] = []): BotProcess {
    const bot = new BotProcess(
      this.folder,
      {
        SLACK_BOT_TOKEN: SLACK.botToken,
        SLACK_APP_TOKEN: SLACK.appToken,
        SLACK_API_URL: this.workspace.apiUrl,
        BUDGETEER_TOKEN_CI: TOKEN,
        ...(this.#databaseUrl !== undefined && { [DATABASE_VARIABLE]: this.#databaseUrl }),
        ...secrets,
      },
      more,
    )
    this.#processes.add(bot)
    return bot
  }

  /** Looks into the database, while no bot has it open where it is a file. */
  async withStore<T>(look: (store: Store) => Promise<T>): Promise<T> {
    const url = this.#databaseUrl
    const store = await openStore(url === undefined ? { path: join(this.folder, 'budgeteer.db') } : { url })
    try {
      return await look(store)
    } finally {
      await store.close()
    }
  }

  async close(): Promise<void> {
    for (const bot of this.#processes) await bot.kill()
    await this.workspace.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** `budgeteer start` in a process of its own. */
export class BotProcess {
  /** Where its HTTP server is. Rejects with its log when it ends before. */
  readonly url: Promise<string>
  readonly log: string[] = []
  readonly #child: ChildProcess
  #hasStarted = false

  constructor(folder: string, secrets: Readonly<Record<string, string>>, more: readonly string[] = []) {
    const child = spawn(
      process.execPath,
      ['src/main.ts', 'start', '--config', join(folder, 'config'), '--log-level', 'debug', ...more],
      {
        cwd: PROJECT_ROOT,
        env: { PATH: process.env['PATH'], ...secrets },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    this.#child = child
    const lines = createInterface({ input: child.stderr })
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    this.url = promise
    lines.on('line', (line) => {
      this.log.push(line)
      const running = /"url":"([^"]+)","msg":"budgeteer is running"/.exec(line)?.[1]
      if (running === undefined) return
      this.#hasStarted = true
      resolve(running)
    })
    const ended = (): void => reject(new Error(`the bot ended: ${this.log.join('\n')}`))
    child.once('exit', ended)
    const late = setTimeout(ended, READY_MS)
    // Whoever launches it without waiting does not ask why it ended.
    promise.catch(() => undefined).finally(() => clearTimeout(late))
  }

  /** Stops it where it stands, as a machine that is short of everything does. */
  pause(): void {
    this.#child.kill('SIGSTOP')
  }

  /** Lets it go on, as if nothing had happened. */
  wake(): void {
    this.#child.kill('SIGCONT')
  }

  /** Resolves to the exit code when it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.isRunning) await once(this.#child, 'exit')
    return this.#child.exitCode
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Whether it takes calls. */
  get isUp(): boolean {
    return this.#hasStarted && this.isRunning
  }

  /** Its number in the operating system. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** At once and without a goodbye, as when the machine fails. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** As the operating system asks; resolves to the exit code. */
  async stop(): Promise<number | null> {
    await this.#end('SIGTERM')
    return this.#child.exitCode
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.isRunning) return
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exited
  }

  /** Calls its API as the pipeline. */
  async call(path: string, body?: unknown): Promise<{ readonly status: number; readonly json: unknown }> {
    const answer = await fetch(`${await this.url}${path}`, {
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(10_000),
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json') === true
    return { status: answer.status, json: isJson ? (JSON.parse(text) as unknown) : text }
  }

  /** Pushes counts of the service; `key` makes a repetition harmless. */
  push(counts: {
    readonly good: number
    readonly total: number
    readonly key: string
  }): Promise<{ status: number }> {
    return this.call('/v1/events', {
      service: SERVICE,
      slo: 'availability',
      at: new Date().toISOString(),
      ...counts,
    })
  }

  /** Whether it is the one that polls and sends. */
  async leads(): Promise<boolean> {
    const { json } = await this.call('/metrics')
    return /^budgeteer_lease_held 1$/m.test(String(json))
  }

  /** Asks the gate about a hotfix, or whatever else is wanted. */
  async gate(question: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { json } = await this.call('/v1/gate', {
      service: SERVICE,
      change: 'p0-hotfix',
      revision: 'v1',
      ...question,
    })
    return json
  }
}

/** Asks again and again until there is an answer; rejects, with the last error, when there is none in time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  let trouble: unknown
  while (Date.now() < deadline) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      trouble = error
    }
    await sleep(50)
  }
  throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: trouble })
}

/** The shipped policy and the demo's people, polled once a second. */
async function writeConfiguration(dir: string, setup: Setup): Promise<void> {
  const {
    sli,
    window,
    prometheusUrl,
    recoverAfter = '15m',
    keepLevelFor = '15m',
    requiresNothing = false,
    publicPages = false,
    pollEvery = '1s',
    databaseUrl,
  } = setup
  await mkdir(join(dir, 'slos'), { recursive: true })
  await cp(join(PROJECT_ROOT, 'config', 'policies'), join(dir, 'policies'), { recursive: true })
  const policy = join(dir, 'policies', 'error-budget-policy.yaml')
  const shipped = await readFile(policy, 'utf8')
  // What is pushed begins now: without this, a test would wait three days for its budget to count in full.
  await writeFile(
    policy,
    `young_window: 0\n${shipped}`
      .replace('recover_after: 15m', `recover_after: ${recoverAfter}`)
      .replace('keep_level_for: 15m', `keep_level_for: ${keepLevelFor}`)
      .replaceAll(/^ *requires: .*\n/gm, (asked) => (requiresNothing ? '' : asked)),
  )
  // Its cases are of the policy as it is shipped.
  if (requiresNothing) await rm(policy.replace(/yaml$/, 'test.yaml'))
  const demo = await readFile(join(PROJECT_ROOT, 'demo/configuration/budgeteer.yaml'), 'utf8')
  const roles = /^roles:\n(?: {2}.*\n)+/m.exec(demo)?.[0] ?? ''
  await writeFile(
    join(dir, 'budgeteer.yaml'),
    `poll: { every: ${pollEvery}, timeout: 5s }
channels: { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
${roles}
${prometheusUrl === undefined ? '' : `sources: { main: { prometheus: { url: '${prometheusUrl}', timeout: 2s } } }`}
store: ${databaseUrl === undefined ? '{ sqlite: budgeteer.db }' : `{ postgres: { url_env: ${DATABASE_VARIABLE} } }`}
http: { host: 127.0.0.1, port: 0 }
slack: { mode: socket }
${publicPages ? 'pages: { public: true }' : ''}
gate: { tokens: [{ name: ci, env: BUDGETEER_TOKEN_CI, scopes: [gate, events, read, alerts] }] }
default_policy: error-budget-policy
`,
  )
  await writeFile(
    join(dir, 'slos', 'checkout.yaml'),
    `services:
  - name: ${SERVICE}
    title: Checkout
    owner: { users: [${OWNER.id}] }
    slos:
      - { name: availability, title: Requests that succeed, objective: 99.5, window: ${window}, sli: ${sli} }
`,
  )
}
