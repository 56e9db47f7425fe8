import type { Logger } from 'pino'
import type { Metrics } from '../adapters/http/metrics.ts'
import { tellBeginnings } from '../core/calendar/availability.ts'
import { followActions } from '../core/actions/remind-actions.ts'
import { followFlags } from '../core/flags/follow-flags.ts'
import { followFreezes } from '../core/freezes/follow-freezes.ts'
import { openIncidents } from '../core/incidents/open-incidents.ts'
import { costIncidents } from '../core/incidents/cost-incidents.ts'
import { CostPace } from '../core/incidents/cost-pace.ts'
import type { Reading } from '../core/budgets/reading.ts'
import { type AnchorPlan, dropAnchor } from '../core/kernel/audit/drop-anchor.ts'
import { sealEntries } from '../core/kernel/audit/seal-entries.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import { recordPeriods } from '../core/reports/record-periods.ts'
import { tellReports, type TellReportsWorld } from '../core/reports/tell-reports.ts'
import { tellOutcomes } from '../core/outcomes/tell-outcomes.ts'
import { breakSilences } from '../core/requests/escalate.ts'
import { pendingSeconds } from '../core/requests/silence.ts'
import { holdReviews } from '../core/reviews/hold-reviews.ts'
import { followRollouts } from '../core/rollouts/follow-rollouts.ts'
import { tellShadowWeek } from '../core/shadow/tell-week.ts'
import { type EverythingOutside, withFollowers } from '../core/use-cases.ts'
import type { Retention, Store } from '../adapters/store/store.ts'
import type { Chore } from './chores.ts'

/** Open requests of all services are few; the oldest of more would be no older. */
const MOST_REQUESTS = 1_000

/** Beyond what the sources may take, for keeping what they said. */
const AFTER_SOURCES_MS = 15 * SECOND_MS

export interface ScheduleParts {
  readonly world: EverythingOutside &
    Pick<TellReportsWorld, 'scheduledReports'> & {
      readonly store: Store
      /** Where the head of the audit log is kept outside of the store. */
      readonly anchors?: () => AnchorPlan | null
    }
  /** How often is settled at the start. */
  readonly poll: { readonly everyMs: number; readonly timeoutMs: number }
  /** Whether the last poll is recent: after an absence, what is due waits for the figures of now. */
  readonly isCurrent: () => boolean
  /** Of the last poll that went well. */
  readonly readings: () => readonly Reading[]
  readonly retention: () => Retention | undefined
  readonly metrics: Pick<Metrics, 'recordPending' | 'recordIncidents'>
  readonly logger: Pick<Logger, 'info'>
}

/** What is done when the time has come, beside the poll and the search for SLOs. */
export function schedule({
  world,
  poll,
  isCurrent,
  readings,
  retention,
  metrics,
  logger,
}: ScheduleParts): readonly Chore[] {
  const freezing = { ...world, store: withFollowers(world.store, world.roleBook) }
  const pace = new CostPace(() => ({ services: world.catalog().services, readings: readings() }))
  const often = { everyMs: 15 * SECOND_MS, timeoutMs: MINUTE_MS }
  return [
    {
      name: 'reviews',
      everyMs: 30 * SECOND_MS,
      timeoutMs: MINUTE_MS,
      run: async () => {
        if (!isCurrent()) return
        const held = await holdReviews(world)
        if (held > 0) logger.info({ held }, 'reviews held')
      },
    },
    {
      name: 'shadow',
      everyMs: MINUTE_MS,
      timeoutMs: MINUTE_MS,
      run: async () => {
        if (isCurrent()) await tellShadowWeek(world)
      },
    },
    {
      name: 'flags',
      everyMs: 5 * SECOND_MS,
      timeoutMs: 2 * MINUTE_MS,
      run: (signal) => followFlags(world, signal),
    },
    { name: 'freezes', ...often, run: () => followFreezes(freezing) },
    { name: 'rollouts', ...often, run: () => followRollouts(world) },
    {
      name: 'outcomes',
      everyMs: MINUTE_MS,
      timeoutMs: poll.timeoutMs + AFTER_SOURCES_MS,
      run: async (signal) => {
        if (isCurrent()) await tellOutcomes(world, signal)
      },
    },
    { name: 'calendar', ...often, run: () => tellBeginnings(world) },
    {
      name: 'silence',
      everyMs: MINUTE_MS,
      timeoutMs: MINUTE_MS,
      run: async () => {
        await breakSilences(world)
        const open = await world.store.requests.list({ states: ['open'], limit: MOST_REQUESTS })
        metrics.recordPending(pendingSeconds(world.catalog().services.keys(), open, world.clock.now()))
      },
    },
    {
      name: 'incidents',
      everyMs: poll.everyMs,
      timeoutMs: poll.timeoutMs + AFTER_SOURCES_MS,
      run: async (signal) => {
        await costIncidents({ ...world, pace }, signal)
        metrics.recordIncidents(await openIncidents(world))
      },
    },
    {
      name: 'actions',
      ...often,
      run: async () => {
        if (isCurrent()) await followActions(world)
      },
    },
    {
      name: 'reports',
      // A source that does not answer is asked again as often.
      everyMs: 5 * MINUTE_MS,
      timeoutMs: 10 * MINUTE_MS,
      run: async (signal) => {
        if (!isCurrent()) return
        const told = await tellReports(world, signal)
        if (told > 0) logger.info({ told }, 'reports told')
      },
    },
    {
      name: 'periods',
      everyMs: HOUR_MS,
      timeoutMs: 10 * MINUTE_MS,
      run: async (signal) => {
        if (isCurrent()) await recordPeriods(world, signal)
      },
    },
    {
      name: 'anchors',
      everyMs: 15 * SECOND_MS,
      timeoutMs: MINUTE_MS,
      run: async () => {
        const plan = world.anchors?.() ?? null
        if (plan !== null) await dropAnchor(world, plan)
      },
    },
    {
      name: 'seals',
      everyMs: HOUR_MS,
      timeoutMs: 10 * MINUTE_MS,
      run: async (signal) => {
        const keptMs = retention()?.auditMs ?? null
        if (keptMs === null) return
        for (let removed = 1; removed > 0 && !signal.aborted;) {
          removed = await sealEntries(world, keptMs)
          if (removed > 0) logger.info({ removed }, 'entries of the audit log were removed under a seal')
          await world.nextTurn()
        }
      },
    },
    {
      name: 'thin',
      everyMs: HOUR_MS,
      timeoutMs: 10 * MINUTE_MS,
      run: () => world.store.thin(world.clock.now(), retention()),
    },
  ]
}
