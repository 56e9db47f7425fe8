import type {
  Backtest,
  BacktestFreeze,
  ChangeTime,
  LevelTime,
  ServiceBacktest,
  SloHistory,
  Steps,
} from '../../core/backtest/backtest.ts'
import { sharePercentText } from '../../core/budgets/percent.ts'
import { counted } from '../../core/kernel/counted.ts'
import { DAY_MS, exactDurationInWords, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import { dateText } from '../../adapters/templates/time-text.ts'

/** `17 min`, `5.5 h`, `8.7 d`; `–` for nothing. */
export function spanText(ms: number): string {
  if (ms === 0) return '–'
  const [size, unit] =
    ms >= 2 * DAY_MS ? [DAY_MS, 'd'] : ms >= 2 * HOUR_MS ? [HOUR_MS, 'h'] : [MINUTE_MS, 'min']
  return `${Number((ms / size).toFixed(1))} ${unit}`
}

/** A service under one of the policies, with what is said of it beside the figures. */
export interface Told {
  readonly policy: string
  readonly service: ServiceBacktest
}

/** Each service with its backtest under every policy, in the order of both. */
export function byService({ policies }: Backtest): readonly (readonly [Told, ...Told[]])[] {
  const [first] = policies
  return (first?.services ?? []).flatMap(({ service: name }) => {
    const [head, ...rest] = policies.flatMap(({ services }) =>
      services
        .filter(({ service }) => service === name)
        .map((service): Told => ({ policy: service.policy.name, service })),
    )
    return head === undefined ? [] : [[head, ...rest] as const]
  })
}

/** `2026-08-31 00:00 UTC to 2026-11-29 14:00 UTC, a look every 60 minutes`. */
export const spanWords = ({ from, until, stepMs }: Steps, timeZone: string): string =>
  `${dateText(isoTime(from), timeZone)} to ${dateText(isoTime(until), timeZone)}, a look every ${stepMs === HOUR_MS ? 'hour' : exactDurationInWords(stepMs)}`

/** `🟠 ORANGE 3.2 d (4%)`, for the levels that were. */
export function levelTimesWords(levels: readonly LevelTime[]): string {
  const all = levels.reduce((sum, { ms }) => sum + ms, 0)
  return levels
    .filter(({ ms }) => ms > 0)
    .map(({ level, emoji, ms }) => `${emoji} ${level} ${spanText(ms)} (${sharePercentText(ms / all)})`)
    .join('   ')
}

/** `3 freezes by level, 8.7 d in all; 2 scheduled freezes; 4 burn alerts (1 page, 3 tickets)`. */
export function summaryWords({ freezes, burnAlerts }: ServiceBacktest, { until }: Steps): string {
  const byLevel = freezes.filter(({ kind }) => kind === 'level')
  const frozenMs = byLevel.reduce((sum, freeze) => sum + (freeze.until ?? until) - freeze.from, 0)
  const scheduled = freezes.length - byLevel.length
  const pages = burnAlerts.filter(({ severity }) => severity === 'page').length
  return [
    byLevel.length === 0
      ? 'no freeze by level'
      : `${counted(byLevel.length, 'freeze')} by level, ${spanText(frozenMs)} in all`,
    ...(scheduled === 0 ? [] : [counted(scheduled, 'scheduled freeze')]),
    burnAlerts.length === 0
      ? 'no burn alert'
      : `${counted(burnAlerts.length, 'burn alert')} (${counted(pages, 'page')}, ${counted(burnAlerts.length - pages, 'ticket')})`,
  ].join('; ')
}

export const freezeName = (freeze: BacktestFreeze): string =>
  freeze.kind === 'level' ? freeze.level : `scheduled: ${freeze.name}`

/** `3.2 d of SRE, 5 h of SRE and VP Engineering`. */
export const askedWords = ({ asked }: ChangeTime): string =>
  asked.length === 0 ? '–' : asked.map(({ words, ms }) => `${spanText(ms)} of ${words}`).join(', ')

/** Which change types the policy treated alike, each group with the names of all. */
export function alikeChanges(
  changes: readonly ChangeTime[],
): readonly { readonly titles: readonly string[]; readonly time: ChangeTime }[] {
  const groups = Map.groupBy(changes, ({ approvedMs, blockedMs, asked }) =>
    JSON.stringify([approvedMs, blockedMs, asked]),
  )
  return [...groups.values()].flatMap((alike) => {
    const [time] = alike
    return time === undefined ? [] : [{ titles: alike.map(({ title }) => title), time }]
  })
}

/** What the history could not tell of an SLO; none where all of it was there. */
export function historyWords(
  { title, measured, looks, firstMeasuredAt, wholeFrom, gaps }: SloHistory,
  { from, stepMs }: Steps,
  timeZone: string,
): readonly string[] {
  const time = (at: number): string => dateText(isoTime(at), timeZone)
  if (firstMeasuredAt === null)
    return [`${title}: no figure at all: ${reasonWords(gaps[0]?.reason)} (${gaps[0]?.detail ?? 'no look'})`]
  const missing = looks - measured
  const lines: string[] = []
  if (firstMeasuredAt > from) lines.push(`${title}: the first figure is of ${time(firstMeasuredAt)}`)
  const later = gaps.filter((gap) => gap.from > firstMeasuredAt)
  if (later.length > 0) {
    const ms = later.reduce((sum, gap) => sum + gap.until - gap.from, 0)
    const reasons = [...new Set(later.map(({ reason }) => reasonWords(reason)))].join(', ')
    lines.push(
      `${title}: no figure for ${spanText(Math.max(ms, stepMs))} in ${counted(later.length, 'gap')} (${reasons}), the first at ${time(later[0]?.from ?? from)}`,
    )
  }
  if (wholeFrom === null) lines.push(`${title}: the history never covers the whole window`)
  else if (wholeFrom > firstMeasuredAt || (wholeFrom > from && missing > 0))
    lines.push(`${title}: the history covers the whole window from ${time(wholeFrom)} on`)
  return lines
}

const reasonWords = (reason: string | undefined): string => (reason ?? 'no_data').replaceAll('_', ' ')
