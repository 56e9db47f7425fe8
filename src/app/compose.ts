import { setImmediate as nextTurn } from 'node:timers/promises'
import { type UseCases, useCases } from '../core/use-cases.ts'
import type { GateAnswer } from '../core/requests/outcome.ts'
import type { Logger } from 'pino'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { Directory } from '../core/people/directory.ts'
import { chartDrawing } from '../adapters/charts/chart-drawing.ts'
import { createMetrics } from '../adapters/http/metrics.ts'
import { type HttpServer, startHttp } from '../adapters/http/server.ts'
import { reportDrawing } from '../adapters/reports/report-drawing.ts'
import type { Renderer } from '../adapters/templates/renderer.ts'
import { permalink } from '../adapters/slack/permalink.ts'
import { type SlackConnection, startSlack } from '../adapters/slack/connection.ts'
import type { Store } from '../adapters/store/store.ts'
import type { Clock, Ids } from '../core/kernel/time/clock.ts'
import { randomToken } from '../adapters/system/random-ids.ts'
import { ChangeFeed } from '../core/kernel/change-feed.ts'
import { MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import { Chores } from './chores.ts'
import { type AuditKeys, NO_AUDIT_KEYS } from '../core/kernel/audit/audit-key.ts'
import { AuditWatch } from '../core/kernel/audit/audit-watch.ts'
import type { LeaseKeeper } from '../core/replicas/lease-keeper.ts'
import { inWords } from '../core/replicas/second-bot.ts'
import { Duties } from './duties.ts'
import { termsOf } from './terms.ts'
import { following } from './following.ts'
import type { Catalog } from '../core/policy/catalog.ts'
import type { PollResult } from '../core/poll/poll.ts'
import { paging } from '../core/paging/paging.ts'
import { shadowing } from '../core/shadow/shadow-outbox.ts'
import { apiTokens, channelsOfToday, httpOptions, slackOptions } from './adapter-options.ts'
import { beginAuditKey } from './begin-audit-key.ts'
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
import { auditReadiness, configurationReadiness, slackReadiness, storeReadiness } from './readiness.ts'

/** What the bot is made of. The caller opens and owns the store. */
export interface Parts {
  readonly configuration: Configuration
  readonly secrets: Secrets
  readonly store: Store
  /** With the first of them the store signs. */
  readonly auditKeys?: AuditKeys
  /** Started. What is done once among replicas is done while it is held. */
  readonly lease: LeaseKeeper
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
  /** Sends what is owed; answers how much is left. Nothing where that is another replica's. */
  flush(timeoutMs: number): Promise<number>
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
  /** Finishes the poll, sends what is owed, gives the lease back, and closes everything but the store, within ten seconds. Never rejects. */
  stop(): Promise<void>
}

const STOP_POLL_MS = 2 * SECOND_MS
const STOP_HTTP_MS = 2 * SECOND_MS
const STOP_FLUSH_MS = 2 * SECOND_MS

/** Builds the adapters, hands them to the use cases, and starts to listen. Nothing is polled before the first beat. */
export async function compose(parts: Parts): Promise<Bot> {
  const { configuration, secrets, lease, clock, ids, logger } = parts
  const { settings } = configuration
  const keys = parts.auditKeys ?? NO_AUDIT_KEYS
  await beginAuditKey(parts.store, keys, clock.now(), logger)
  const late: { slack?: SlackConnection; duties?: Duties } = {}
  const onOwed = (): void => late.duties?.wake()
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
  const ended = (): ReturnType<typeof store.shadows.ended> => store.shadows.ended()
  const { catalog, onShadowEnded } = shadowInForce(() => found.catalog(), await ended())
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
    onFlagsOwed: () => void late.duties?.runNow('flags'),
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
    anchors: () => inForce().settings.audit.anchors,
    clock,
    ids,
    nextTurn,
    onAnswer: ({ decision, wouldHave }: GateAnswer) =>
      metrics.recordGateDecision(decision, wouldHave?.decision),
  }
  const commands = useCases(world)
  const audit = new AuditWatch({
    store,
    keys,
    clock,
    nextTurn,
    onBroken: (problem) => {
      metrics.recordAudit(false)
      logger.error({ problem }, 'the audit log is not as it was written: somebody must look at it')
    },
  })
  const slack = await startSlack({
    ...slackOptions(settings, secrets),
    channels: channelsOfToday(() => inForce().settings),
    useCases: commands,
    seen: store.seen,
    maySend: () => lease.term !== undefined,
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

  const watching = polling({
    configuration: inForce,
    metrics,
    logger,
    clock,
    polledAt: store.isShared ? await lastPolledAt(store) : undefined,
  })
  const beginTerm = termsOf({
    world,
    lease,
    found,
    watching,
    senderOn: delivering.senderOn,
    poll: settings.poll,
    retention: () => inForce().settings.retention,
    onPolled: () => changes.changed(),
    metrics,
    logger,
  })
  const duties = new Duties(beginTerm, (isHeld) => {
    metrics.recordLease(isHeld)
    const what = isHeld ? 'this replica polls and sends from now on' : 'another replica polls and sends'
    logger.info({ holder: lease.holder && inWords(lease.holder) }, what)
  })
  late.duties = duties
  const readiness = async () => [
    slackReadiness(late.slack),
    storeReadiness(await store.trouble()),
    watching.readiness(),
    ...configurationReadiness(current.problems),
    ...auditReadiness(audit.state),
  ]
  const follow = await following(store.signals, {
    owed: () => duties.wake(),
    changed: async () => {
      onShadowEnded(await ended())
      changes.changed()
    },
    polled: () => watching.seen(),
    found: () => found.refresh(),
    lease: () => lease.look(),
  })
  const everywhere = new Chores(
    [
      ...duty.chores,
      { name: 'audit', everyMs: 15 * SECOND_MS, timeoutMs: MINUTE_MS, run: () => audit.look() },
      ...(store.isShared ? [follow] : []),
    ],
    clock,
    ({ name, error }) => {
      if (error !== undefined) logger.error({ err: error, chore: name }, 'a chore failed')
    },
  )
  const deafen = await store.listen(() => void everywhere.runNow('replicas'))
  const disconnect = [
    () => duties.stopSending(),
    () => lease.stop(),
    deafen,
    () => slack.stop(),
    () => prometheus.close(),
  ]

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
  lease.serve(duties)

  const quiet = async (): Promise<void> => {
    const ending = [everywhere.stop(STOP_POLL_MS), duties.endChores(STOP_POLL_MS)]
    const [unfinished] = await Promise.all([
      Promise.all(ending).then((each) => each.flat()),
      http.close(STOP_HTTP_MS),
    ])
    if (unfinished.length > 0) logger.warn({ unfinished }, 'chores that did not end were left behind')
  }
  const flush = async (): Promise<void> => {
    const left = await duties.flush(STOP_FLUSH_MS)
    if (left > 0) logger.warn({ left }, 'messages are still owed; they leave after the next start')
  }
  const doDue = async (): Promise<void> => {
    await Promise.all([everywhere.runDue(), duties.runDue()])
  }
  return {
    http,
    slack,
    flush: (timeoutMs) => duties.flush(timeoutMs),
    useCases: commands,
    beat: () => void doDue(),
    doDue,
    pollNow: async () => {
      const before = watching.last()
      await duties.runNow('poll')
      return watching.last() === before ? undefined : watching.last()
    },
    reload: async () => {
      const outcome = await current.reload()
      metrics.recordConfiguration(outcome.kind !== 'refused')
      return outcome
    },
    givenUp: delivering.givenUp,
    stop: () => endInTurn([quiet, flush, ...disconnect], logger),
  }
}

async function lastPolledAt({ statuses }: Pick<Store, 'statuses'>): Promise<number | undefined> {
  const times = (await statuses.all()).map(({ polledAt }) => polledAt)
  return times.length === 0 ? undefined : Math.max(...times)
}
