import type { JudgedRule } from '../budgets/burn-verdict.ts'
import { burnRateOver } from '../budgets/burn-verdict.ts'
import { depletionOf, depletionWords, inMsOf } from '../budgets/depletion.ts'
import { youngText } from '../budgets/young.ts'
import { compareRatio } from '../budgets/compare.ts'
import { type Link, linksOf, MOST_LINKS, spanAround } from '../budgets/links.ts'
import type { MeasuredReading } from '../budgets/reading.ts'
import type { Service, Slo } from '../budgets/slo.ts'
import { windowAt, windowText } from '../budgets/slo-window.ts'
import { formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import type { AlertContext } from './context.ts'
import type { BurnAlertMessage } from './messages.ts'

/** The part that changes from poll to poll. */
export type BurnFigures = Pick<
  BurnAlertMessage,
  | 'rule'
  | 'factor'
  | 'lookback'
  | 'shortLookback'
  | 'burnRate'
  | 'shortBurnRate'
  | 'spentLastHourRatio'
  | 'remainingRatio'
  | 'young'
  | 'forecasts'
  | 'exhaustsInSeconds'
  | 'windowEndsAt'
  | 'at'
>

/**
 * The figures of the fastest rule that fires, with the forecast at the rate of its long lookback beside that of the last
 * day.
 */
export function burnFigures(
  slo: Slo,
  reading: MeasuredReading,
  { rule, longRate, shortRate }: JudgedRule,
): BurnFigures {
  const span = windowAt(slo.window, reading.at)
  const burnRate = longRate ?? 0
  const atThisRate = depletionOf(slo, reading, rule.longMs)
  const forecast = depletionOf(slo, reading)
  const inMs = inMsOf(atThisRate)
  const hourly = burnRateOver(reading, HOUR_MS)
  return {
    rule: rule.name,
    factor: rule.factor,
    lookback: formatDuration(rule.longMs),
    shortLookback: rule.shortMs === null ? null : formatDuration(rule.shortMs),
    burnRate,
    shortBurnRate: shortRate,
    spentLastHourRatio:
      reading.over?.get(HOUR_MS)?.spentRatio ?? (hourly === null ? null : (hourly * HOUR_MS) / span.lengthMs),
    remainingRatio: reading.remainingRatio,
    young: youngText(reading.young),
    forecasts: [...new Set([atThisRate, forecast].map(depletionWords))],
    exhaustsInSeconds: inMs === null ? null : Math.round(inMs / SECOND_MS),
    windowEndsAt: isoOrNull(span.endsAt),
    at: isoTime(reading.at),
  }
}

export interface HeadContext {
  readonly alertId: string
  readonly service: Service
  readonly slo: Slo
  readonly severity: BurnAlertMessage['severity']
  readonly timeZone: string
  readonly mentions: readonly string[]
  readonly links: readonly Link[]
}

/** The head of an alert that begins. */
export function newHead(
  figures: BurnFigures,
  others: readonly string[],
  context: HeadContext,
): BurnAlertMessage {
  const { alertId, service, slo, severity, timeZone, mentions, links } = context
  return {
    kind: 'burn-alert',
    alertId,
    service: service.name,
    serviceTitle: service.title,
    slo: slo.name,
    sloTitle: slo.title,
    severity,
    objective: Number(slo.objective.percent),
    window: windowText(slo.window),
    isRolling: slo.window.kind === 'rolling',
    ...figures,
    otherRules: others,
    since: figures.at,
    timeZone,
    mentions,
    ...linkFacts(links),
    peakBurnRate: figures.burnRate,
    endedAt: null,
    remainingBeforeRatio: figures.remainingRatio,
    prompts: [],
  }
}

export const linkFacts = (links: readonly Link[]): Pick<BurnAlertMessage, 'links' | 'link'> => ({
  links,
  link: links[0]?.url ?? null,
})

/** Where people look further, around the alert. */
export function linksOfAlert(
  alert: {
    readonly service: string
    readonly slo: string
    readonly since: number
    readonly endedAt: number | null
  },
  { catalog, settings, now }: Pick<AlertContext, 'catalog' | 'settings' | 'now'>,
): readonly Link[] {
  const service = catalog.services.get(alert.service)
  const slo = service?.slos.find(({ name }) => name === alert.slo)
  const usual = settings.link === null ? [] : [{ name: 'dashboard', url: settings.link }]
  return linksOf({ service, slo, span: spanAround(alert.since, alert.endedAt, now) }, usual).slice(
    0,
    MOST_LINKS,
  )
}

/** A head is edited at most this often, unless a rule joins. */
export const EDIT_EVERY_MS = 5 * MINUTE_MS
/** A burn rate that is so many times as high or as low as in the message is worth an edit. */
const OTHER_BURN = 1.5
/** So much more or less of the budget than in the message is worth an edit. */
const OTHER_REMAINING = 0.05

/** Whether the figures differ from those in the message by so much that people should see it. */
export function isWorthAnEdit(
  told: Pick<BurnAlertMessage, 'burnRate' | 'remainingRatio'>,
  now: Pick<BurnAlertMessage, 'burnRate' | 'remainingRatio'>,
  sinceToldMs: number,
): boolean {
  if (sinceToldMs < EDIT_EVERY_MS) return false
  const isOtherBurn = now.burnRate >= told.burnRate * OTHER_BURN || told.burnRate >= now.burnRate * OTHER_BURN
  const isOtherBudget =
    compareRatio(Math.abs(told.remainingRatio - now.remainingRatio), OTHER_REMAINING) >= 0 ||
    isSpent(told) !== isSpent(now)
  return isOtherBurn || isOtherBudget
}

export const isSpent = ({ remainingRatio }: Pick<BurnAlertMessage, 'remainingRatio'>): boolean =>
  compareRatio(remainingRatio, 0) <= 0
