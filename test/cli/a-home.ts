import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { CHANNELS, COMMANDS, PEOPLE, TEAM, USER_GROUPS } from '../../demo/cast.ts'
import type { AppSeed, WorkspaceOptions } from '../../demo/workspace/workspace-options.ts'
import { startWorkspace, type Workspace } from '../../demo/workspace/workspace.ts'
import { SCOPES } from '../../src/adapters/slack/scopes.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { lastFinished, type ReportPeriod } from '../../src/core/reports/report-period.ts'
import { systemClock } from '../../src/adapters/system/system-clock.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Where somebody has configured a bot: files, a database to be, and what goes into the environment. */
export interface Home {
  readonly dir: string
  readonly database: string
  /** `--config` with its value. */
  readonly config: readonly string[]
  edit(file: string, find: string, replacement: string): Promise<void>
  write(file: string, content: string): Promise<void>
  /** Opens the database, hands it to `use`, and closes it. */
  store<Result>(use: (store: Store) => Promise<Result>): Promise<Result>
}

const SETTINGS = `
channels: { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
roles:
  senior-engineer: { title: Senior engineer, groups: [S0SENIORS] }
  sre: { title: SRE, groups: [S0SRE] }
  sre-lead: { title: SRE lead, users: [U0SRE1] }
  engineering-manager: { title: Engineering manager, users: [U0MANAGER] }
  vp-engineering: { title: VP Engineering, users: [U0VP] }
  cto: { title: CTO, users: [U0VP] }
  ceo: { title: CEO, users: [U0VP] }
  executive: { title: Executive, users: [U0VP] }
store: { sqlite: data/budgeteer.db }
http: { host: 127.0.0.1, port: 0 }
gate: { tokens: [{ name: ci, env: BUDGETEER_TOKEN_CI }] }
default_policy: error-budget-policy
`

const SERVICES = `services:
  - name: checkout
    title: Checkout
    owner: { users: [U0OWNER] }
    slos:
      - { name: orders, title: Orders that go through, objective: 99, window: 30d, sli: { pushed: {} } }
`

/** A configuration with one service whose counts are pushed, in a folder that goes with the test. */
export async function aHome(): Promise<Home> {
  const dir = await mkdtemp(join(tmpdir(), 'budgeteer-cli-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const config = join(dir, 'config')
  const database = join(dir, 'data', 'budgeteer.db')
  const write = async (file: string, content: string): Promise<void> => writeFile(join(config, file), content)
  await mkdir(join(config, 'slos'), { recursive: true })
  await cp(join(ROOT, 'config', 'policies'), join(config, 'policies'), { recursive: true })
  await write('budgeteer.yaml', SETTINGS)
  await write('slos/checkout.yaml', SERVICES)
  return {
    dir,
    database,
    config: ['--config', config],
    write,
    edit: async (file, find, replacement) => {
      const text = await readFile(join(config, file), 'utf8')
      if (!text.includes(find)) throw new Error(`${file} does not hold ${find}`)
      await write(
        file,
        text.replace(find, () => replacement),
      )
    },
    store: async (use) => {
      const store = await openStore({ path: database })
      try {
        return await use(store)
      } finally {
        await store.close()
      }
    },
  }
}

export const TOKENS = {
  botToken: 'xoxb-cli-test-token',
  appToken: 'xapp-cli-test-token',
  signingSecret: 'cli-signing-secret',
}

/** The demo's people in a workspace of their own, and the environment of a bot that lives there. */
export async function anInhabitedWorkspace(
  more: Partial<WorkspaceOptions> & { readonly scopes?: AppSeed['scopes'] } = {},
): Promise<{ readonly workspace: Workspace; readonly env: Readonly<Record<string, string>> }> {
  const { scopes = SCOPES, ...options } = more
  const workspace = await startWorkspace({
    team: TEAM,
    people: PEOPLE,
    channels: CHANNELS,
    userGroups: USER_GROUPS,
    app: { name: 'Budgeteer', commands: COMMANDS, ...TOKENS, scopes },
    clock: systemClock,
    ...options,
  })
  onTestFinished(() => workspace.close())
  const env = {
    SLACK_BOT_TOKEN: TOKENS.botToken,
    SLACK_APP_TOKEN: TOKENS.appToken,
    SLACK_API_URL: workspace.apiUrl,
    BUDGETEER_TOKEN_CI: 'a-token-of-the-pipeline',
  }
  return { workspace, env }
}

const RECENT = 1_000

/** Counts for checkout's orders over the last days, so that `remainingRatio` of the budget is left. */
export async function pushOrders(home: Home, remainingRatio: number): Promise<void> {
  const total = 100_000
  const bad = Math.round(total * 0.01 * (1 - remainingRatio))
  await home.store(({ pushedCounts }) =>
    pushedCounts.add([
      { service: 'checkout', slo: 'orders', good: 0, total: 0, at: Date.now() - 31 * 86_400_000 },
      {
        service: 'checkout',
        slo: 'orders',
        good: total - bad - RECENT,
        total: total - RECENT,
        at: Date.now() - 2 * 3_600_000,
      },
      { service: 'checkout', slo: 'orders', good: RECENT, total: RECENT, at: Date.now() - 2 * 60_000 },
    ]),
  )
}

/** Counts for checkout's orders at both ends of the last week that is over, of which half the budget was spent. */
export async function pushLastWeek(home: Home): Promise<ReportPeriod> {
  const week = lastFinished('week', 'UTC', Date.now())
  const half = { service: 'checkout', slo: 'orders', good: 995, total: 1_000 }
  await home.store((store) =>
    store.pushedCounts.add([
      { ...half, at: week.from + MINUTE_MS },
      { ...half, at: week.until - MINUTE_MS },
    ]),
  )
  return week
}
