import type { Logger } from 'pino'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/secrets.ts'
import type { DeployDeps } from '../core/requests/deps.ts'
import type { Directory } from '../core/people/directory.ts'
import { createMetrics } from '../adapters/http/metrics.ts'
import { type HttpServer, startHttp } from '../adapters/http/server.ts'
import type { HttpUseCases } from '../adapters/http/use-cases.ts'
import type { Renderer } from '../adapters/templates/renderer.ts'
import type { DeliveryLoop } from '../core/kernel/outbox/deliver.ts'
import { prometheusSource } from '../adapters/prometheus/source.ts'
import { type SlackConnection, startSlack } from '../adapters/slack/connection.ts'
import type { SlackUseCases } from '../adapters/slack/use-cases.ts'
import type { Store } from '../adapters/store/store.ts'
import type { Clock, Ids } from '../core/kernel/time/clock.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import { type Chore, Chores } from './chores.ts'
import type { PollResult } from '../core/poll/poll.ts'
import { statusReport } from '../core/status/report-status.ts'
import {
  apiTokens,
  channelsOfToday,
  httpOptions,
  prometheusOptions,
  slackOptions,
} from './adapter-options.ts'
import { budgetSource } from './budget-source.ts'
import { calendar } from './calendar.ts'
import { CurrentConfiguration, type ReloadOutcome, type Reread } from './current-configuration.ts'
import { delivery } from './delivery.ts'
import { discovery } from './discovery.ts'
import { actions } from './actions.ts'
import { endInTurn } from './end-in-turn.ts'
import { freezes } from './freezes.ts'
import { incidents } from './incidents.ts'
import { polling } from './polling.ts'
import { tellingStore } from './telling-store.ts'
import { configurationReadiness, slackReadiness, storeReadiness } from './readiness.ts'
import { reportChore } from './report-chore.ts'
import { requests } from './requests.ts'
import { reviews } from './reviews.ts'
import { rollouts } from './rollouts.ts'
import { ways } from './ways.ts'

/** What the bot is made of. The caller opens and owns the store. */
export interface Parts {
  readonly configuration: Configuration
  readonly secrets: Secrets
  readonly store: Store
  readonly renderer: Renderer
  /** Reads the configuration and the templates again; without it an edit takes a restart. */
  readonly reread?: Reread
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
}

export interface Bot {
  readonly http: HttpServer
  readonly slack: SlackConnection
  readonly delivery: DeliveryLoop
  readonly useCases: SlackUseCases & HttpUseCases
  /** Does what is due. Called by the heartbeat. */
  beat(): void
  /** Does what is due and waits for it. */
  doDue(): Promise<void>
  /** Polls at once, or joins the poll under way. Undefined when it failed; the log says why. */
  pollNow(): Promise<PollResult | undefined>
  /** Reads the edited configuration and takes it up between two decisions, where it is good. */
  reload(): Promise<ReloadOutcome>
  /** Messages given up for good since the start. */
  givenUp(): number
  /** Finishes the poll, sends what is owed, and closes everything but the store, within ten seconds. Never rejects. */
  stop(): Promise<void>
}

const STOP_POLL_MS = 2 * SECOND_MS
const STOP_HTTP_MS = 3 * SECOND_MS

/** Builds the adapters, hands them to the use cases, and starts to listen. Nothing is polled before the first beat. */
export async function compose(parts: Parts): Promise<Bot> {
  const { configuration, secrets, clock, ids, logger } = parts
  const { settings } = configuration
  const late: { slack?: SlackConnection; delivery?: DeliveryLoop } = {}
  const onOwed = (): void => late.delivery?.wake()
  const store = tellingStore(parts.store, { receivers: settings.webhooks, ids, onOwed })
  const metrics = createMetrics()
  const current = new CurrentConfiguration(parts, { audit: store.audit, clock, logger, reread: parts.reread })
  const inForce = (): Configuration => current.configuration
  const prometheus = prometheusSource(await prometheusOptions(settings, secrets), clock, {
    onWarning: (warning) => logger.warn(warning, 'a source answered with a warning'),
  })
  const source = budgetSource(store.pushedCounts, prometheus, () => inForce().catalog.maintenance ?? [])
  const found = await discovery({ configuration: inForce, prometheus, store, clock, logger })

  // Slack needs the use cases, and they need its directory: it is reached through here once it is there.
  const directory: Directory = {
    identify: (userIds) => late.slack?.directory.identify(userIds) ?? Promise.resolve(new Map()),
    members: (groupIds) => late.slack?.directory.members(groupIds) ?? Promise.resolve(null),
  }
  const deps: DeployDeps & { readonly source: typeof source; readonly store: Store } = {
    catalog: () => found.catalog(),
    roleBook: () => found.roleBook(),
    gatedEnvironments: () => inForce().settings.gate.environments,
    directory,
    source,
    store,
    clock,
    ids,
  }

  const afterTransitions = (): Promise<void> => chores.runNow('actions')
  const watching = polling({ deps, configuration: inForce, found, metrics, logger, afterTransitions })
  const reviewDeps = { ...deps, mailLists: settings.mail?.lists ?? new Map<string, readonly string[]>() }
  const reviewing = reviews(reviewDeps, logger)
  const asking = requests(deps, metrics)
  const freezing = freezes(deps)
  const rollingOut = rollouts(deps)
  const planning = calendar(deps)
  const leading = ways(deps, metrics)
  const suffering = incidents({ ...deps, mapping: () => inForce().settings.alertmanager }, settings.poll)
  const owing = actions(reviewDeps)
  const thin = (): Promise<void> => store.thin(clock.now(), inForce().settings.retention)
  const thinning: Chore = { name: 'thin', everyMs: HOUR_MS, timeoutMs: 10 * MINUTE_MS, run: thin }
  const subjects = [watching, reviewing, found, freezing, rollingOut, planning, leading, suffering, owing]
  const everyChore = [...subjects.flatMap((subject) => subject.chores), thinning]
  const chores = new Chores(everyChore, clock, reportChore(metrics, logger))

  const useCases: SlackUseCases & HttpUseCases = {
    catalog: deps.catalog,
    roleBook: deps.roleBook,
    status: (service) => statusReport(deps, service),
    ...asking.useCases,
    ...suffering.slack,
    incident: suffering.useCases,
    ...suffering.http,
    freezes: freezing.useCases,
    ...freezing.commands,
    rollouts: rollingOut.useCases,
    ways: leading.useCases,
    reportDeployment: rollingOut.reportDeployment,
    calendar: planning.useCases,
    calendarFeed: planning.feed,
    actions: owing.useCases,
    ...reviewing.useCases,
    askGate: asking.askGate,
    pushCounts: (counts) => store.pushedCounts.add(counts),
    readiness: async () => [
      slackReadiness(late.slack),
      storeReadiness(await store.healthy()),
      watching.readiness(),
      ...configurationReadiness(current.problems),
    ],
  }

  const slack = await startSlack({
    ...slackOptions(settings, secrets),
    channels: channelsOfToday(() => inForce().settings),
    useCases,
    clock,
    ids,
    logger,
  })
  late.slack = slack
  const delivering = delivery({
    settings,
    secrets,
    renderer: () => current.renderer,
    slack,
    store: store.deliveries,
    metrics,
    clock,
    logger,
  })
  late.delivery = delivering.loop
  const disconnect = [() => delivering.loop.stop(), () => slack.stop(), () => prometheus.close()]

  const http = await startHttp({
    ...httpOptions(settings, secrets, slack),
    useCases,
    metrics,
    clock,
    logger,
  }).catch(async (error: unknown) => {
    await endInTurn(disconnect, logger)
    throw error
  })
  current.onAdopted(() => http.admit(apiTokens(inForce().settings, current.secrets)))
  await current.record()
  delivering.loop.wake()

  const quiet = async (): Promise<void> => {
    const [unfinished] = await Promise.all([chores.stop(STOP_POLL_MS), http.close(STOP_HTTP_MS)])
    if (unfinished.length > 0) logger.warn({ unfinished }, 'chores that did not end were left behind')
  }
  return {
    http,
    slack,
    delivery: delivering.loop,
    useCases,
    beat: () => chores.beat(),
    doDue: () => chores.runDue(),
    pollNow: async () => {
      const before = watching.last()
      await chores.runNow('poll')
      return watching.last() === before ? undefined : watching.last()
    },
    reload: async () => {
      const outcome = await current.reload()
      metrics.recordConfiguration(outcome.kind !== 'refused')
      return outcome
    },
    givenUp: delivering.givenUp,
    stop: () => endInTurn([quiet, delivering.flush, ...disconnect], logger),
  }
}
