import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHANNELS, COMMANDS, OWNER, PEOPLE, TEAM, USER_GROUPS } from '../../../demo/cast.ts'
import { startWorkspace, type Workspace } from '../../../demo/workspace/workspace.ts'
import { systemClock } from '../../../src/adapters/system/system-clock.ts'
import { freePort } from '../../support/free-port.ts'
import { SoakBot } from './soak-bot.ts'

const APP = {
  botToken: 'xoxb-soak-0123456789',
  appToken: 'xapp-soak-0123456789',
  signingSecret: 'soak-signing-secret',
}
export const GATE_TOKEN = 'soak-token-of-a-pipeline'

/** Services whose budget comes and goes. Fewer than make one message of many. */
export const WAVES = ['wave-1', 'wave-2', 'wave-3'] as const
/** Its budget is spent, so each fix needs two of SRE. */
export const FROZEN = 'frozen'
export const SERVICES: readonly string[] = [...WAVES, FROZEN]

/** By this number each service's query is known to the source. */
export const queryOf = (service: string): string => `vector(${1_000 + SERVICES.indexOf(service)})`

/** A workspace, and a configuration that the bot is started with again and again, always at the same address. */
export interface SoakPremises {
  readonly workspace: Workspace
  readonly url: string
  readonly database: string
  readonly folder: string
  start(): SoakBot
  close(): Promise<void>
}

export async function openSoakPremises(prometheusUrl: string): Promise<SoakPremises> {
  const workspace = await startWorkspace({
    team: TEAM,
    people: PEOPLE,
    channels: CHANNELS,
    userGroups: USER_GROUPS,
    app: { name: 'Budgeteer', commands: COMMANDS, ...APP },
    clock: systemClock,
  })
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-soak-'))
  const config = join(folder, 'config')
  const port = await freePort()
  for (const sub of ['slos', 'policies']) await mkdir(join(config, sub), { recursive: true })
  await writeFile(join(config, 'budgeteer.yaml'), settings(prometheusUrl, port))
  await writeFile(join(config, 'policies', 'two-levels.yaml'), POLICY)
  await writeFile(join(config, 'slos', 'services.yaml'), `services:\n${SERVICES.map(serviceYaml).join('')}`)
  let running: SoakBot | undefined
  return {
    workspace,
    folder,
    url: `http://127.0.0.1:${port}`,
    database: join(folder, 'budgeteer.db'),
    start() {
      running = new SoakBot(config, {
        SLACK_BOT_TOKEN: APP.botToken,
        SLACK_APP_TOKEN: APP.appToken,
        SLACK_API_URL: workspace.apiUrl,
        BUDGETEER_TOKEN_CI: GATE_TOKEN,
      })
      return running
    },
    async close() {
      await running?.end('SIGKILL')
      await workspace.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const settings = (prometheusUrl: string, port: number): string => `poll: { every: 2s, timeout: 5s }
channels: { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
roles:
  sre: { title: SRE, groups: [S0SRE] }
sources: { main: { prometheus: { url: '${prometheusUrl}', timeout: 2s } } }
store: { sqlite: budgeteer.db }
http: { host: 127.0.0.1, port: ${port} }
slack: { mode: socket }
gate: { tokens: [{ name: ci, env: BUDGETEER_TOKEN_CI, scopes: [gate, read] }] }
default_policy: two-levels
`

const POLICY = `title: Two levels
version: '1'
young_window: 0
recover_after: 2s
on_missing_budget: { keep_level_for: 1h, then: block }
risks: { normal: { title: Normal risk } }
change_types:
  feature: { title: Feature, risk: normal }
  fix: { title: Fix, risk: normal }
levels:
  OPEN: { title: Ship freely, emoji: 🟢, otherwise: approve }
  FROZEN:
    title: Fixes only
    emoji: 🔴
    when: { remaining: { below: 20 } }
    freeze: true
    changes: { fix: { approvals: { sre: 2 } } }
    otherwise: block
`

const serviceYaml = (name: string): string => `  - name: ${name}
    title: Service ${name}
    owner: { users: [${OWNER.id}] }
    slos:
      - name: availability
        title: Requests that succeed
        objective: 99.5
        window: 30d
        sli: { remaining: { expr: '${queryOf(name)}', unit: ratio } }
`
