import { setImmediate as nextTurn } from 'node:timers/promises'
import { type UseCases, useCases } from '../core/use-cases.ts'
import type { GateAnswer } from '../core/requests/outcome.ts'
import { schedule } from './schedule.ts'
import type { Logger } from 'pino'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { Directory } from '../core/people/directory.ts'
import { chartDrawing } from '../adapters/charts/chart-drawing.ts'
import { createMetrics } from '../adapters/http/metrics.ts'
import { type HttpServer, startHttp } from '../adapters/http/server.ts'
import { reportDrawing } from '../adapters/reports/report-drawing.ts'
import type { Renderer } from '../adapters/templates/renderer.ts'
import type { DeliveryLoop } from '../core/kernel/outbox/deliver.ts'
import { permalink } from '../adapters/slack/permalink.ts'
import { type SlackConnection, startSlack } from '../adapters/slack/connection.ts'
import type { Store } from '../adapters/store/store.ts'
import type { Clock, Ids } from '../core/kernel/time/clock.ts'
import { randomToken } from '../adapters/system/random-ids.ts'
import { ChangeFeed } from '../core/kernel/change-feed.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import { Chores } from './chores.ts'
import { type AuditKeys, NO_AUDIT_KEYS } from '../core/kernel/audit/audit-key.ts'
import { beginKey, type BegunKey } from '../core/kernel/audit/begin-key.ts'
import type { Catalog } from '../core/policy/catalog.ts'
import type { PollResult } from '../core/poll/poll.ts'
import { paging } from '../core/paging/paging.ts'
import { shadowing } from '../core/shadow/shadow-outbox.ts'
import { apiTokens, channelsOfToday, httpOptions, slackOptions } from './adapter-options.ts'
import { budgetSource } from './budget-source.ts'
import { CurrentConfiguration, type ReloadOutcome, type Reread } from './current-configuration.ts'
import { delivery } from './delivery.ts'
import { discovery } from './discovery.ts'
import { providersInForce } from './flag-providers.ts'
import { endInTurn } from './end-in-turn.ts'
import { pastSource } from './past-source.ts'
import { onCall } from './on-call.ts'
import { polling } from './polling.ts'
import { shadowInForce } from './shadow-in-force.ts'
import { tellingStore } from './telling-store.ts'
import { configurationReadiness, slackReadiness, storeReadiness } from './readiness.ts'

/** What the bot is made of. The caller opens and owns the store. */
export interface Parts {
  readonly configuration: Configuration
  readonly secrets: Secrets
  readonly store: Store
  /** With the first of them the store signs. */
  readonly auditKeys?: AuditKeys
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
  readonly useCases: UseCases
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
const STOP_HTTP_MS = 2 * SECOND_MS

/** An unexpected one is for somebody to look at: a log that was written anew begins without its key. */
function tellKey(begun: BegunKey | null, logger: Pick<Logger, 'warn'>): void {
  if (begun === null) return
  const { from, previous, isPreviousKnown } = begun
  const facts = { from, previous }
  if (previous === null) logger.warn(facts, 'the audit log is signed from this entry on, and was not before')
  else if (isPreviousKnown) logger.warn(facts, 'the audit log is signed with another key from this entry on')
  else logger.warn(facts, 'the audit log was signed with a key that BUDGETEER_AUDIT_KEY_OLD does not hold')
}

/** Builds the adapters, hands them to the use cases, and starts to listen. Nothing is polled before the first beat. */
export async function compose(parts: Parts): Promise<Bot> {
  const { configuration, secrets, clock, ids, logger } = parts
  const { settings } = configuration
  const keys = parts.auditKeys ?? NO_AUDIT_KEYS
  tellKey(await beginKey(parts.store, keys, clock.now()), logger)
  const late: { slack?: SlackConnection; delivery?: DeliveryLoop; chores?: Chores } = {}
  const onOwed = (): void => late.delivery?.wake()
  const changes = new ChangeFeed()
  // What is owed depends on what is in shadow, which the catalog says once it is there.
  let catalogNow = (): Catalog => configuration.catalog
  const placing = { ...parts.store, transaction: shadowing(parts.store, () => catalogNow()) }
  const telling = tellingStore(placing, {
    receivers: settings.webhooks,
    ids,
    onOwed,
    onChanged: () => changes.changed(),
  })
  const { pagers } = settings
  const pages = () => inForce().settings.pages
  const called = { pagers, catalog: () => catalogNow(), pages, clock, ids }
  const store = { ...telling, transaction: paging(telling, called) }
  const metrics = createMetrics()
  const current = new CurrentConfiguration(parts, { audit: store.audit, clock, logger, reread: parts.reread })
  const inForce = (): Configuration => current.configuration
  const { prometheus, source } = await budgetSource({
    settings,
    secrets,
    pushedCounts: store.pushedCounts,
    maintenance: () => inForce().catalog.maintenance ?? [],
    clock,
    hooks: { onWarning: (warning) => logger.warn(warning, 'a source answered with a warning') },
  })
  const found = await discovery({ configuration: inForce, prometheus, store, clock, logger })
  const { catalog, onShadowEnded } = shadowInForce(() => found.catalog(), await store.shadows.ended())
  catalogNow = catalog

  const duty = onCall({
    rotas: settings.onCall,
    secrets,
    idByMail: (email) => late.slack?.idByMail(email) ?? Promise.resolve(null),
    clock,
    logger,
  })

  // Slack needs the use cases, and they need its directory: it is reached through here once it is there.
  const directory: Directory = {
    identify: (userIds) => late.slack?.directory.identify(userIds) ?? Promise.resolve(new Map()),
    members: (groupIds) => late.slack?.directory.members(groupIds) ?? Promise.resolve(null),
  }
  const flags = providersInForce(current, clock)
  const world = {
    catalog,
    onShadowEnded,
    roleBook: () => duty.filled(found.roleBook()),
    gatedEnvironments: () => inForce().settings.gate.environments,
    outcomesAfterMs: () => inForce().settings.outcomes.afterMs,
    flagProviders: flags,
    onFlagsOwed: () => void late.chores?.runNow('flags'),
    mapping: () => inForce().settings.alertmanager,
    riskCatalogs: () => inForce().risks,
    pages,
    newToken: randomToken,
    mailLists: settings.mail?.lists ?? new Map<string, readonly string[]>(),
    directory,
    source,
    pastSource: pastSource({
      settings,
      secrets,
      pushedCounts: store.pushedCounts,
      maintenance: () => inForce().catalog.maintenance ?? [],
      clock,
      hooks: { onWarning: (warning) => logger.warn(warning, 'a source answered with a warning') },
    }),
    timeZone: () => inForce().settings.timeZone,
    scheduledReports: () => inForce().settings.reports,
    store,
    drawing: chartDrawing(),
    auditKeys: keys,
    clock,
    ids,
    nextTurn,
    onAnswer: ({ decision, wouldHave }: GateAnswer) =>
      metrics.recordGateDecision(decision, wouldHave?.decision),
  }
  const commands = useCases(world)
  const readiness = async () => [
    slackReadiness(late.slack),
    storeReadiness(await store.trouble()),
    watching.readiness(),
    ...configurationReadiness(current.problems),
  ]

  const afterTransitions = (): Promise<void> => chores.runNow('actions')
  const watching = polling({ deps: world, configuration: inForce, found, metrics, logger, afterTransitions })
  const retention = () => inForce().settings.retention
  const readings = () => watching.last()?.readings ?? []
  const isCurrent = (): boolean => watching.readiness().ok
  const due = schedule({ world, poll: settings.poll, isCurrent, readings, retention, metrics, logger })
  const chores = new Chores(
    [...duty.chores, ...watching.chores, ...found.chores, ...due],
    clock,
    ({ name, tookMs, error }) => {
      if (name === 'poll') changes.changed()
      if (name === 'poll') void late.chores?.runNow('flags')
      if (name === 'poll') metrics.recordPoll(tookMs, error === undefined ? 'good' : 'failed')
      if (error !== undefined) logger.error({ err: error, chore: name }, 'a chore failed')
    },
  )

  late.chores = chores

  const slack = await startSlack({
    ...slackOptions(settings, secrets),
    channels: channelsOfToday(() => inForce().settings),
    useCases: commands,
    clock,
    ids,
    logger,
  })
  late.slack = slack
  changes.subscribe(() => slack.changed())
  const delivering = await delivery({
    settings,
    secrets,
    renderer: () => current.renderer,
    pictures: commands.pictures,
    pagesUrl: () => inForce().settings.pages.url,
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
    useCases: commands,
    pages: () => ({ ...pages(), timeZone: inForce().settings.timeZone }),
    changes,
    permalink: (posted) => permalink(slack.account(), posted),
    reportDrawing: reportDrawing(commands.pictures.svg),
    readiness,
    metrics,
    clock,
    logger,
  }).catch(async (error: unknown) => {
    await endInTurn(disconnect, logger)
    throw error
  })
  current.onAdopted(() => changes.changed())
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
    useCases: commands,
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
