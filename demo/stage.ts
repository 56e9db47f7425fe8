import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Bot, compose } from '../src/app/compose.ts'
import type { PushedCount } from '../src/core/budgets/pushed-counts.ts'
import { boundariesOf } from '../src/core/policy/condition.ts'
import { type Joined, joinReplicas } from '../src/app/join-replicas.ts'
import { loadMessages } from '../src/adapters/templates/load-messages.ts'
import { openStore } from '../src/adapters/store/open-store.ts'
import type { Store } from '../src/adapters/store/store.ts'
import { randomIds } from '../src/adapters/system/random-ids.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/core/kernel/time/duration.ts'
import { isoTime } from '../src/core/kernel/time/iso-time.ts'
import { CHANNELS, COMMANDS, PEOPLE, TEAM, USER_GROUPS } from './cast.ts'
import type { DemoClock } from './demo-clock.ts'
import {
  openConfiguration,
  type SlackMode,
  writeConfiguration,
  writePagesUrl,
} from './stage-configuration.ts'
import { type Outage, trafficBetween } from './traffic.ts'
import { startWorkspace, type Workspace } from './workspace/workspace.ts'
import type { PanelSource } from './workspace/workspace-options.ts'

/** The whole demo: a workspace, a bot that lives in it, and services with traffic. */
export interface Stage {
  readonly workspace: Workspace
  /** The one that runs now, and its store: `restartBot` brings others. */
  readonly bot: Bot
  readonly store: Store
  /** Stops the bot and starts another over the same database. */
  restartBot(): Promise<void>
  /** The file of its database. */
  readonly database: string
  /** With which the workspace signs what it posts in HTTP mode. */
  readonly signingSecret: string
  /** The folder of its configuration; `bot.reload` takes an edit up. */
  readonly configurationFolder: string
  /** The bearer token of a pipeline, by its name in configuration/budgeteer.yaml. */
  token(name: 'ci' | 'nightly' | 'traffic'): string
  /** Lets time pass in steps, each with its traffic and a poll. Rejects when a poll fails. */
  pass(ms: number, step: Step): Promise<void>
  /** Counts the traffic since the last time, without letting time pass. */
  catchUp(): Promise<void>
  close(): Promise<void>
}

interface Step {
  readonly stepMs: number
  readonly outage?: Outage
  /** Days that nobody spends in the workspace: no meeting is called and nobody is reminded. */
  readonly isQuiet?: boolean
}

export interface StageOptions {
  /** Starts `WATCHED_MS` before the time at which the curtain is to rise. */
  readonly clock: DemoClock
  readonly logger: Logger
  /** Of the workspace page; 0 takes any free one. */
  readonly port: number
  /** Where the project lies. */
  readonly root: string
  readonly panel?: PanelSource
  /** How Slack reaches the bot; `socket` when left out. */
  readonly mode?: SlackMode
  /** A database to go on with, as it is; left out: a new one with 30 days of history. */
  readonly database?: string
}

const HISTORY_MS = 30 * DAY_MS
/** The bot has watched for so long when the curtain rises, so that "yesterday" is known. */
export const WATCHED_MS = 26 * HOUR_MS
/** As many counts as one push takes. */
const PUSH_SIZE = 1_000
const PUSH_TIMEOUT_MS = 5_000
/** A bot that stops in order needs no longer. */
const OTHER_BOT_MS = 15_000

const secret = (prefix: string): string => `${prefix}${randomBytes(18).toString('hex')}`

/** Raises the curtain: 30 days of history, a workspace, and the bot that lives in it and has watched for a day. With a database, that is the history. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { clock, logger, port, root, panel, mode = 'socket' } = options
  const home = await mkdtemp(join(tmpdir(), 'budgeteer-demo-'))
  const tokens = { ci: secret('ci-'), nightly: secret('nightly-'), traffic: secret('traffic-') }
  const app = { botToken: secret('xoxb-'), appToken: secret('xapp-'), signingSecret: secret('') }
  // The bot needs the workspace to start, and the workspace asks for the bot's address when it has something for it.
  const running: { bot?: Bot } = {}
  const requestUrl = (): string => `${running.bot?.http.url ?? 'http://127.0.0.1:1'}/slack/events`
  const workspace = await startWorkspace({
    team: TEAM,
    people: PEOPLE,
    channels: CHANNELS,
    userGroups: USER_GROUPS,
    app: { name: 'Budgeteer', commands: COMMANDS, ...app, ...(mode === 'http' && { requestUrl }) },
    clock,
    port,
    ...(panel && { panel }),
  })
  const env = {
    SLACK_BOT_TOKEN: app.botToken,
    SLACK_APP_TOKEN: app.appToken,
    SLACK_SIGNING_SECRET: app.signingSecret,
    SLACK_API_URL: workspace.apiUrl,
    BUDGETEER_TOKEN_CI: tokens.ci,
    BUDGETEER_TOKEN_NIGHTLY: tokens.nightly,
    BUDGETEER_TOKEN_TRAFFIC: tokens.traffic,
  }
  const configurationFolder = join(home, 'config')
  await writeConfiguration(configurationFolder, root, mode)
  const configuration = await openConfiguration(configurationFolder, env)
  const isNew = options.database === undefined
  const database = { path: options.database ?? join(home, 'budgeteer.db') }
  const joinStore = (): Promise<Joined> =>
    joinReplicas({
      file: database.path,
      open: () => openStore(database),
      pollEveryMs: configuration.settings.poll.everyMs,
      waitMs: OTHER_BOT_MS,
      mustLead: true,
      ids: randomIds,
      logger,
    })
  let joined = await joinStore()
  const policies = [...configuration.catalog.policies.values()]
  const messages = loadMessages(join(root, 'messages'), { boundaries: () => policies.flatMap(boundariesOf) })
  if (!messages.ok) throw new Error(`the templates cannot be used: ${JSON.stringify(messages.problems)}`)

  const opensAt = isNew ? clock.now() + WATCHED_MS : clock.now()
  if (isNew) await seedTraffic(joined.store, opensAt)
  const { renderer } = messages
  const startBot = async (): Promise<Bot> => {
    const started = await compose({
      configuration,
      secrets: configuration.secrets,
      store: joined.store,
      lease: joined.lease,
      renderer,
      reread: async () => {
        try {
          const edited = await openConfiguration(configurationFolder, env)
          return { ok: true, adopted: { configuration: edited, secrets: edited.secrets, renderer } }
        } catch (error) {
          return { ok: false, problems: error instanceof Error ? error.message : String(error) }
        }
      },
      clock,
      ids: randomIds,
      logger,
    })
    await writePagesUrl(configurationFolder, started.http.url)
    await started.reload()
    return started
  }
  let bot = (running.bot = await startBot())

  let countedUntil = opensAt
  const catchUp = async (outage?: Outage): Promise<void> => {
    const from = countedUntil
    const to = clock.now()
    if (to <= from) return
    countedUntil = to
    // Hours are fine enough where nothing goes wrong; an outage is counted by the minute.
    const grainMs = outage === undefined && to - from > 2 * HOUR_MS ? HOUR_MS : MINUTE_MS
    const counts: PushedCount[] = []
    for (let at = from; at < to; at += grainMs)
      counts.push(...trafficBetween(at, Math.min(at + grainMs, to), outage))
    for (let first = 0; first < counts.length; first += PUSH_SIZE) {
      await pushCounts(bot.http.url, tokens.traffic, counts.slice(first, first + PUSH_SIZE))
    }
  }
  const pass: Stage['pass'] = async (ms, { stepMs, outage, isQuiet = false }) => {
    for (let left = ms; left > 0; left -= stepMs) {
      clock.advance(Math.min(stepMs, left))
      await catchUp(outage)
      if ((await bot.pollNow()) === undefined) throw new Error('a poll of the demo failed; its log says why')
      if (!isQuiet) await bot.doDue()
    }
  }
  if (isNew) await pass(WATCHED_MS, { stepMs: HOUR_MS })
  return {
    workspace,
    configurationFolder,
    database: database.path,
    signingSecret: app.signingSecret,
    get bot() {
      return bot
    },
    get store() {
      return joined.store
    },
    restartBot: async () => {
      await bot.stop()
      await joined.close()
      joined = await joinStore()
      bot = running.bot = await startBot()
    },
    token: (name) => tokens[name],
    catchUp,
    pass,
    close: async () => {
      await bot.stop()
      await joined.close()
      await workspace.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** What was counted before the curtain rises: by the hour, and by ten minutes for the last days' burn rates. */
async function seedTraffic(store: Store, until: number): Promise<void> {
  const counts: PushedCount[] = []
  const grainAt = (at: number): number => (until - at > 2 * DAY_MS ? HOUR_MS : 10 * MINUTE_MS)
  for (let at = until - HISTORY_MS - WATCHED_MS; at < until; at += grainAt(at)) {
    counts.push(...trafficBetween(at, Math.min(at + grainAt(at), until)))
  }
  await store.pushedCounts.add(counts)
}

async function pushCounts(url: string, token: string, counts: readonly PushedCount[]): Promise<void> {
  const events = counts.map((count) => ({ ...count, at: isoTime(count.at) }))
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
    signal: AbortSignal.timeout(PUSH_TIMEOUT_MS),
  })
  if (!answer.ok)
    throw new Error(`the bot refused the demo's traffic: ${answer.status} ${await answer.text()}`)
}
