import { compareRatio } from '../budgets/compare.ts'
import { linksOf, MOST_LINKS, spanAround } from '../budgets/links.ts'
import type { MeasuredReading, ReadingStore } from '../budgets/reading.ts'
import { youngText } from '../budgets/young.ts'
import type { Service } from '../budgets/slo.ts'
import type { TopActionStore } from '../actions/action.ts'
import { shownTopActions } from '../actions/top-actions.ts'
import { levelPrompts } from '../freezes/announced-level.ts'
import type { LevelFreeze } from '../freezes/level-freeze.ts'
import type { Incident, IncidentStore } from '../incidents/incident.ts'
import { levelNamed, levelRank, type Policy } from '../policy/policy.ts'
import { nextReviewAt } from '../policy/next-review.ts'
import type { Status, Transition } from '../policy/status.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import type { FreezeFacts } from '../freezes/freeze-facts.ts'
import { levelRules } from './level-rules.ts'
import type { LevelAnnouncement } from './messages.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'

/** How far from "24 hours before" a reading may lie and still be quoted as yesterday's. */
const YESTERDAY_TOLERANCE_MS = HOUR_MS

/** More recent incidents than this do not fit an announcement. The newest are kept. */
const MOST_INCIDENTS = 10

export interface AnnouncementContext {
  readonly service: Service
  readonly policy: Policy
  readonly status: Status
  /** The deciding SLO's reading; undefined when nothing was measured. */
  readonly reading: MeasuredReading | undefined
  /** Freezes beside the level. */
  readonly freezeFacts: FreezeFacts
  /** The freeze that this level continues, if one was in force. */
  readonly before: LevelFreeze | undefined
}

export interface AnnouncementStores {
  readonly readings: ReadingStore
  readonly incidents: IncidentStore
  readonly topActions: TopActionStore
}

/** Every fact that the announcement of a transition may show, each of them read from the record. */
export async function levelAnnouncement(
  stores: AnnouncementStores,
  transition: Transition,
  { service, policy, status, reading, freezeFacts, before }: AnnouncementContext,
): Promise<LevelAnnouncement> {
  const level = levelNamed(policy, transition.to)
  if (level === undefined) throw new Error(`policy ${policy.name} has no level ${transition.to}`)
  const { at } = transition
  const slo = status.slo
  const yesterday =
    slo === null
      ? undefined
      : await stores.readings.near(service.name, slo, at - DAY_MS, YESTERDAY_TOLERANCE_MS)
  const isSpent = reading !== undefined && compareRatio(reading.remainingRatio, 0) <= 0
  const exhaustedSince =
    isSpent && slo !== null ? ((await stores.readings.exhaustedSince(service.name, slo)) ?? at) : null
  const rules = levelRules(policy, level, status, freezeFacts, at)
  const incidents = await stores.incidents.since(service.name, at - DAY_MS)
  const deciding = service.slos.find(({ name }) => name === slo)
  const reviewAt = nextReviewAt(level.reviews, policy.timeZone, status.since, at)

  return {
    kind: 'level-announcement',
    template: level.announcement,
    service: service.name,
    serviceTitle: service.title,
    level: level.name,
    levelTitle: level.title,
    emoji: level.emoji,
    freeze: level.freeze,
    previousLevel: transition.from,
    slo,
    sloTitle: deciding?.title ?? slo,
    links: level.freeze
      ? linksOf({ service, slo: deciding, span: spanAround(at, null, at) }).slice(0, MOST_LINKS)
      : [],
    remainingRatio: transition.remainingRatio,
    young: youngText(status.young),
    yesterdayRatio: yesterday?.remainingRatio ?? null,
    exhaustsInSeconds: seconds(reading?.exhaustsInMs ?? null),
    breachedSince: isoOrNull(exhaustedSince),
    nextReviewAt: isoOrNull(reviewAt),
    at: isoTime(at),
    timeZone: policy.timeZone,
    ...rules,
    recoverAfterSeconds: policy.recoverAfterMs / 1_000,
    incidentCommander: level.freeze ? (before?.incidentCommander ?? null) : null,
    warRoom: level.freeze ? (before?.warRoom ?? null) : null,
    topActions: shownTopActions(await stores.topActions.open(service.name)),
    recentIncidents: incidents.slice(-MOST_INCIDENTS).map((incident) => incidentLine(incident, at)),
    continues: level.freeze ? (before?.subject ?? null) : null,
    endedAt: null,
    continuedAs: null,
    prompts: levelPrompts(transition.id, { isFreeze: level.freeze, hasException: rules.exception !== null }),
  }
}

const incidentLine = (
  { startedAt, endedAt, what, failedRatio, costRatio }: Incident,
  at: number,
): LevelAnnouncement['recentIncidents'][number] => ({
  startedAt: isoTime(startedAt),
  what,
  failedRatio,
  minutes: Math.round(((endedAt ?? at) - startedAt) / MINUTE_MS),
  costRatio,
})

/** First sight of a service is announced only when it is not at its best level. */
export function isAnnounced(policy: Policy, transition: Transition): boolean {
  const knownBefore = levelNamed(policy, transition.from) !== undefined
  return knownBefore || levelRank(policy, transition.to) > 0
}

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1_000))
