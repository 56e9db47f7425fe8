import { depletionNow } from '../budgets/depletion.ts'
import { remainingAhead } from '../budgets/forecast.ts'
import { forecastInput, outlookOf, outlookWords } from '../budgets/outlook.ts'
import type { MeasuredReading } from '../budgets/reading.ts'
import { windowAt, windowText } from '../budgets/slo-window.ts'
import type { BurnDownName } from '../kernel/picture-name.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { boundariesOf } from '../policy/condition.ts'
import { levelBands } from './level-bands.ts'
import type { BurnDown, ForecastDay, PicturedForecast } from './picture.ts'
import type { PictureWorld } from './picture-world.ts'
import { type PicturedSlo, picturedSlo } from './pictured-slo.ts'
import { gapBeyond, stepFor, withGaps } from './spacing.ts'
import { deploymentsDuring, incidentsDuring } from './what-happened.ts'

/** So much of what is behind is shown of what is ahead. */
const SHARE_AHEAD = 1 / 3

/** The budget of an SLO over its window, as it was known at a time. Null for a service or an SLO that there is not. */
export async function burnDown(world: PictureWorld, name: BurnDownName): Promise<BurnDown | null> {
  const found = await picturedSlo(world, name)
  if (found === null) return null
  const { service, slo, policy } = found
  const { at } = name
  const window = windowAt(slo.window, at)
  const lengthMs = name.days === undefined ? window.lookbackMs : name.days * DAY_MS
  const past = { from: at - lengthMs, until: at }
  const stepMs = stepFor(lengthMs)
  const { readings } = world.store
  const read = await readings.spaced(service.name, slo.name, {
    from: past.from,
    to: past.until,
    stepMs,
    beside: 'least-left',
  })
  const ahead = aheadOf(name, window, lengthMs)
  const forecast = await pictured(world, found, read.at(-1), at, ahead)
  return {
    kind: 'burn-down',
    title: `Error budget of ${service.title}, ${slo.title}`,
    timeZone: policy.timeZone,
    from: past.from,
    until: forecast === null && window.endsAt === null ? at : ahead,
    service: service.name,
    serviceTitle: service.title,
    slo: slo.name,
    sloTitle: slo.title,
    objective: Number(slo.objective.percent),
    window: windowText(slo.window),
    at,
    points: withGaps(read, gapBeyond(stepMs)).map(({ at: readAt, reading }) => ({
      at: readAt,
      remainingRatio: reading?.remainingRatio ?? null,
    })),
    bands: levelBands(policy),
    incidents: await incidentsDuring(world, service.name, past),
    deployments: await deploymentsDuring(world, service.name, past),
    forecast,
  }
}

/** Up to when it looks ahead: to the end of a calendar window that is shown as a whole, else some of what is behind. */
function aheadOf(
  { at, days }: BurnDownName,
  { endsAt }: { readonly endsAt: number | null },
  lengthMs: number,
): number {
  const some = at + Math.ceil((lengthMs * SHARE_AHEAD) / DAY_MS) * DAY_MS
  if (endsAt === null) return some
  return days === undefined ? endsAt : Math.min(endsAt, some)
}

async function pictured(
  { store: { readings } }: PictureWorld,
  { slo, policy }: PicturedSlo,
  newest: MeasuredReading | undefined,
  at: number,
  until: number,
): Promise<PicturedForecast | null> {
  const depletion = depletionNow(slo, newest, at, policy.onMissingBudget.keepLevelMs)
  if (newest === undefined || depletion.kind === 'unknown') return null
  const outlook = await outlookOf(readings, slo, newest, boundariesOf(policy))
  const { at: from, remainingRatio } = newest
  const ahead = remainingAhead(await forecastInput(readings, slo, newest)).map((range, index) => ({
    at: from + (index + 1) * DAY_MS,
    ...range,
  }))
  const now = { at: from, lowRatio: remainingRatio, middleRatio: remainingRatio, highRatio: remainingRatio }
  return { days: cutOff([now, ...ahead], until), words: outlookWords(outlook) }
}

/** The days up to a time; the last one is cut where it is reached. */
function cutOff(days: readonly ForecastDay[], until: number): readonly ForecastDay[] {
  const kept = days.filter(({ at }) => at <= until)
  const [last, next] = [kept.at(-1), days[kept.length]]
  if (last === undefined || next === undefined || last.at === until) return kept
  const share = (until - last.at) / (next.at - last.at)
  const on = (key: 'lowRatio' | 'middleRatio' | 'highRatio'): number =>
    last[key] + (next[key] - last[key]) * share
  return [
    ...kept,
    { at: until, lowRatio: on('lowRatio'), middleRatio: on('middleRatio'), highRatio: on('highRatio') },
  ]
}
