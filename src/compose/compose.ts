import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/secrets.ts'
import { askGate } from '../deploys/ask-gate.ts'
import { answerRequirements, approve, cancelRequest, reject } from '../deploys/click.ts'
import type { DeployDeps } from '../deploys/deps.ts'
import type { Directory } from '../deploys/directory.ts'
import { gateQueue } from '../deploys/gate-queue.ts'
import { openRequest } from '../deploys/open-request.ts'
import { previewDecision } from '../deploys/preview-decision.ts'
import { createMetrics } from '../http/metrics.ts'
import { type HttpServer, startHttp } from '../http/server.ts'
import type { HttpUseCases } from '../http/use-cases.ts'
import { mailMessenger } from '../mail/mail-messenger.ts'
import { plainText } from '../messages/mrkdwn.ts'
import type { Renderer } from '../messages/renderer.ts'
import { createDelivery, type DeliveryLoop } from '../outbox/deliver.ts'
import { postOffice } from '../outbox/post-office.ts'
import { prometheusSource } from '../prometheus/source.ts'
import { handInNotes, holdReviews } from '../reviews/hold-reviews.ts'
import { messageBlocks } from '../slack/blocks/message-blocks.ts'
import { type SlackConnection, startSlack } from '../slack/connection.ts'
import { permalink } from '../slack/permalink.ts'
import type { SlackUseCases } from '../slack/use-cases.ts'
import type { Store } from '../store/store.ts'
import type { Clock, Ids } from '../time/clock.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/duration.ts'
import { Chores, type ChoreOutcome } from '../watch/chores.ts'
import { commandFreeze, enterIncident } from '../watch/commands.ts'
import { poll, type PollResult } from '../watch/poll.ts'
import { statusReport } from '../watch/status-report.ts'
import { webhookMessenger } from '../webhooks/webhook-messenger.ts'
import {
  apiTokens,
  channelsOfToday,
  mailOptions,
  prometheusOptions,
  slackOptions,
  webhookReceivers,
} from './adapter-options.ts'
import { budgetSource } from './budget-source.ts'
import { discovery } from './discovery.ts'
import { duties } from './duties.ts'
import { endInTurn } from './end-in-turn.ts'
import { freezes } from './freezes.ts'
import { incidents } from './incidents.ts'
import { CurrentConfiguration, type ReloadOutcome, type Reread } from './current-configuration.ts'
import { publishingStore } from './publishing-store.ts'
import { reportDelivery } from './report-delivery.ts'
import { calendar } from './calendar.ts'
import { rollouts } from './rollouts.ts'
import { ways } from './ways.ts'
import { configurationReadiness, pollReadiness, slackReadiness, storeReadiness } from './readiness.ts'

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
const FLUSH_MS = 3 * SECOND_MS
/** Beyond what the sources may take, for keeping what they said and telling what follows. */
const AFTER_SOURCES_MS = 15 * SECOND_MS
/** How often it is worked out which reviews are due. */
const REVIEWS_MS = 30 * SECOND_MS

/** Builds the adapters, hands them to the use cases, and starts to listen. Nothing is polled before the first beat. */
export async function compose(parts: Parts): Promise<Bot> {
  const { configuration, secrets, clock, ids, logger } = parts
  const { settings } = configuration
  const store = publishingStore(parts.store, settings.webhooks, ids)
  const metrics = createMetrics()
  const current = new CurrentConfiguration(parts, { audit: store.audit, clock, logger, reread: parts.reread })
  const prometheus = prometheusSource(await prometheusOptions(settings, secrets), clock, {
    onWarning: (warning) => logger.warn(warning, 'a source answered with a warning'),
  })
  const source = budgetSource(
    store.pushedCounts,
    prometheus,
    () => current.configuration.catalog.maintenance ?? [],
  )

  const found = await discovery({
    configuration: () => current.configuration,
    prometheus,
    store,
    clock,
    logger,
  })

  // Slack needs the use cases, and they need its directory: it is reached through here once it is there.
  const late: { slack?: SlackConnection; delivery?: DeliveryLoop } = {}
  const directory: Directory = {
    identify: (userIds) => late.slack?.directory.identify(userIds) ?? Promise.resolve(new Map()),
    members: (groupIds) => late.slack?.directory.members(groupIds) ?? Promise.resolve(null),
  }
  const deps: DeployDeps & { readonly source: typeof source; readonly store: Store } = {
    catalog: () => found.catalog(),
    roleBook: () => found.roleBook(),
    gatedEnvironments: () => current.configuration.settings.gate.environments,
    directory,
    source,
    store,
    clock,
    ids,
    wakeSender: () => late.delivery?.wake(),
  }

  let lastPoll: PollResult | undefined
  const pollOnce = async (signal: AbortSignal): Promise<void> => {
    await found.beforeFirstPoll(signal)
    const { teamChannels: teams, burnAlerts, mail } = current.configuration.settings
    const mailLists = mail?.lists ?? new Map<string, readonly string[]>()
    lastPoll = await poll({ ...deps, teams, burnAlerts, mailLists }, signal)
    for (const { service, from, to } of lastPoll.transitions)
      logger.info({ service, from, to }, 'level changed')
    if (lastPoll.transitions.length > 0) await chores.runNow('duties')
    metrics.recordStatus(await statusReport(deps))
  }
  const settle = (outcome: ChoreOutcome): void => {
    if (outcome.name === 'poll')
      metrics.recordPoll(outcome.tookMs, outcome.error === undefined ? 'good' : 'failed')
    if (outcome.error !== undefined)
      logger.error({ err: outcome.error, chore: outcome.name }, 'a chore failed')
  }
  const reviewDeps = { ...deps, mailLists: settings.mail?.lists ?? new Map<string, readonly string[]>() }
  const reviews = async (): Promise<void> => {
    const held = await holdReviews(reviewDeps)
    if (held > 0) logger.info({ held }, 'reviews held')
  }
  const freezing = freezes(deps)
  const rollingOut = rollouts(deps)
  const planning = calendar(deps)
  const leading = ways(deps, metrics)
  const suffering = incidents(
    { ...deps, mapping: () => current.configuration.settings.alertmanager },
    settings.poll,
  )
  const owing = duties(reviewDeps)
  const { everyMs, timeoutMs } = settings.poll
  const thin = (): Promise<void> => store.thin(clock.now(), current.configuration.settings.retention)
  const chores = new Chores(
    [
      { name: 'poll', everyMs, timeoutMs: timeoutMs + AFTER_SOURCES_MS, run: pollOnce },
      { name: 'reviews', everyMs: REVIEWS_MS, timeoutMs: MINUTE_MS, run: reviews },
      ...found.chores,
      ...freezing.chores,
      ...rollingOut.chores,
      ...planning.chores,
      ...leading.chores,
      ...suffering.chores,
      ...owing.chores,
      { name: 'thin', everyMs: HOUR_MS, timeoutMs: 10 * MINUTE_MS, run: thin },
    ],
    clock,
    settle,
  )

  const gate = gateQueue((calls) => askGate(deps, calls), nextTurn)
  const useCases: SlackUseCases & HttpUseCases = {
    catalog: deps.catalog,
    roleBook: deps.roleBook,
    status: (service) => statusReport(deps, service),
    preview: async (service, change, risk) => {
      const decision = await previewDecision(deps, service, change, risk)
      if (decision === undefined) throw new Error(`no service ${service} with a change type ${change}`)
      return decision
    },
    openRequest: (input) => openRequest(deps, input),
    approve: (requestId, userId) => approve(deps, requestId, userId),
    reject: (requestId, userId, reason) => reject(deps, requestId, userId, reason),
    cancel: (requestId, userId) => cancelRequest(deps, requestId, userId),
    answer: (requestId, userId, answers) => answerRequirements(deps, requestId, userId, answers),
    requests: (filter) => store.requests.list(filter),
    request: (id) => store.requests.byId(id),
    incidents: (service, since) => store.incidents.since(service, since),
    incident: suffering.useCases,
    ...suffering.http,
    freezes: freezing.useCases,
    rollouts: rollingOut.useCases,
    ways: leading.useCases,
    reportDeployment: rollingOut.reportDeployment,
    calendar: planning.useCases,
    calendarFeed: planning.feed,
    duties: owing.useCases,
    addIncident: (input) => enterIncident(deps, input),
    setIncidentCommander: (service, incidentCommander, userId) =>
      commandFreeze(deps, service, { incidentCommander }, userId),
    setWarRoom: (service, warRoom, userId) => commandFreeze(deps, service, { warRoom }, userId),
    handInNotes: (reviewId, url, userId) => handInNotes(reviewDeps, reviewId, url, userId),
    askGate: async (call) => {
      const outcome = await gate(call)
      if (outcome.kind === 'answered') metrics.recordGateDecision(outcome.answer.decision)
      return outcome
    },
    pushCounts: (counts) => store.pushedCounts.add(counts),
    readiness: async () => [
      slackReadiness(late.slack),
      storeReadiness(await store.healthy()),
      pollReadiness(lastPoll, everyMs, clock.now()),
      ...configurationReadiness(current.problems),
    ],
  }

  const slack = await startSlack({
    ...slackOptions(settings, secrets),
    channels: channelsOfToday(() => current.configuration.settings),
    useCases,
    clock,
    ids,
    logger,
  })
  late.slack = slack
  const mail = mailOptions(settings, secrets)
  let failed = 0
  const delivery = createDelivery({
    store: store.deliveries,
    messenger: postOffice({
      channel: slack.messenger,
      team: slack.messenger,
      person: slack.messenger,
      ...(mail && { mail: mailMessenger(mail) }),
      webhook: webhookMessenger(webhookReceivers(settings, secrets), clock),
    }),
    clock,
    render: ({ content, address }, continues) => {
      if (address.kind === 'webhook') return { text: JSON.stringify(content), blocks: [] }
      const text = current.renderer.text(content, continues && permalink(slack.account(), continues))
      if (address.kind === 'mail') return { text: plainText(text), blocks: [] }
      return { text, blocks: messageBlocks(content, text) }
    },
    onEvent: (event) => {
      if (event.kind === 'failed') failed += 1
      reportDelivery(logger, event)
      void store.deliveries.pending(1_000).then(
        (pending) => metrics.recordOutbox({ pending: pending.length, failed }),
        () => undefined,
      )
    },
  })
  late.delivery = delivery
  const flush = async (): Promise<void> => {
    const left = await delivery.flush(FLUSH_MS)
    if (left > 0) logger.warn({ left }, 'messages are still owed; they leave after the next start')
  }
  const disconnect = [() => delivery.stop(), () => slack.stop(), () => prometheus.close()]

  const http = await startHttp({
    ...settings.http,
    useCases,
    tokens: apiTokens(settings, secrets),
    ...(settings.slack.mode === 'http' && {
      slackHandler: (request, response) => void slack.handle(request, response),
    }),
    metrics,
    clock,
    logger,
  }).catch(async (error: unknown) => {
    await endInTurn(disconnect, logger)
    throw error
  })
  current.onAdopted(() => http.admit(apiTokens(current.configuration.settings, current.secrets)))
  await current.record()
  delivery.wake()

  const quiet = async (): Promise<void> => {
    const [unfinished] = await Promise.all([chores.stop(STOP_POLL_MS), http.close(STOP_HTTP_MS)])
    if (unfinished.length > 0) logger.warn({ unfinished }, 'chores that did not end were left behind')
  }
  return {
    http,
    slack,
    delivery,
    useCases,
    beat: () => chores.beat(),
    doDue: () => chores.runDue(),
    pollNow: async () => {
      const before = lastPoll
      await chores.runNow('poll')
      return lastPoll === before ? undefined : lastPoll
    },
    reload: async () => {
      const outcome = await current.reload()
      metrics.recordConfiguration(outcome.kind !== 'refused')
      return outcome
    },
    givenUp: () => failed,
    stop: () => endInTurn([quiet, flush, ...disconnect], logger),
  }
}
