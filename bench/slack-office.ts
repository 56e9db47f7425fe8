import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHANNELS, COMMANDS, PEOPLE, TEAM, USER_GROUPS } from '../demo/cast.ts'
import { startWorkspace, type Workspace } from '../demo/workspace/workspace.ts'
import { systemClock } from '../src/adapters/system/system-clock.ts'
import { type Child, startChild } from './child.ts'

/** A workspace for one app: either Budgeteer or the minimal one lives in it, in a process of its own. */
export interface Office {
  readonly workspace: Workspace
  /** Starts the app; resolves when it is connected to the workspace and says that it is ready. */
  start(): Promise<Child>
  close(): Promise<void>
}

const TOKENS = {
  botToken: 'xoxb-bench-0123456789',
  appToken: 'xapp-bench-0123456789',
  signingSecret: 'bench',
}

const openWorkspace = (): Promise<Workspace> =>
  startWorkspace({
    team: TEAM,
    people: PEOPLE,
    channels: CHANNELS,
    userGroups: USER_GROUPS,
    app: { name: 'Bench', commands: COMMANDS, ...TOKENS },
    clock: systemClock,
  })

const environmentOf = ({ apiUrl }: Workspace): Record<string, string> => ({
  SLACK_BOT_TOKEN: TOKENS.botToken,
  SLACK_APP_TOKEN: TOKENS.appToken,
  SLACK_API_URL: apiUrl,
  BUDGETEER_TOKEN_CI: 'bench-token-of-a-pipeline',
})

/** `budgeteer start` with the policy that ships and a service whose counts are pushed. `program` is its entry. */
export async function budgeteerOffice(program = '../src/main.ts'): Promise<Office> {
  const workspace = await openWorkspace()
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-bench-'))
  const config = join(folder, 'config')
  await mkdir(join(config, 'slos'), { recursive: true })
  await writeFile(join(config, 'budgeteer.yaml'), SETTINGS)
  await writeFile(join(config, 'slos', 'checkout.yaml'), SERVICES)
  return {
    workspace,
    start: () =>
      startChild(program, {
        args: ['start', '--config', config],
        env: environmentOf(workspace),
        ready: /"url":"([^"]+)","msg":"budgeteer is running"/,
      }),
    async close() {
      await workspace.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** What is measured against: the least that Bolt's documentation calls an app. It answers everything with one message. */
export async function minimalOffice(answer: object = { text: 'Nothing to tell.' }): Promise<Office> {
  const workspace = await openWorkspace()
  const args = [JSON.stringify({ response_type: 'ephemeral', ...answer })]
  return {
    workspace,
    start: () =>
      startChild('minimal-bolt-app.mjs', { args, env: environmentOf(workspace), ready: /^running$/ }),
    close: () => workspace.close(),
  }
}

const SETTINGS = `channels: { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
roles:
  senior-engineer: { title: Senior engineer, groups: [S0SENIORS] }
  sre: { title: SRE, groups: [S0SRE] }
  sre-lead: { title: SRE lead, users: [U0SRE1], implies: [sre] }
  engineering-manager: { title: Engineering manager, users: [U0MANAGER] }
  vp-engineering: { title: VP Engineering, users: [U0VP] }
  cto: { title: CTO, users: [U0VP] }
store: { sqlite: budgeteer.db }
http: { host: 127.0.0.1, port: 0 }
gate: { tokens: [{ name: ci, env: BUDGETEER_TOKEN_CI }] }
default_policy: error-budget-policy
`

const SERVICES = `services:
  - name: checkout
    title: Checkout
    owner: { users: [U0OWNER] }
    slos:
      - { name: availability, title: Requests that succeed, objective: 99.5, window: 30d, sli: { pushed: {} } }
`
