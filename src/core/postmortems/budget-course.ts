import { percentText } from '../budgets/percent.ts'
import type { MeasuredReading, ReadingStore } from '../budgets/reading.ts'
import type { Service, Slo } from '../budgets/slo.ts'
import { badMinutesOf } from '../cost/budget-cost.ts'
import { incidentMoney } from '../incidents/incident-money.ts'
import type { Incident } from '../incidents/incident.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Period } from '../kernel/time/period.ts'
import type { DraftedCost, TimelineEntry } from './draft.ts'

/** So many steps of the budget are told, whatever its length. */
const MOST_TOLD = 12
/** A change of less than this is none that people look for. */
const LEAST_TOLD_RATIO = 0.01
/** How finely readings are looked at. */
const STEPS = 300

/** What the budget of one SLO did around an incident. */
export interface BudgetCourse {
  readonly entries: readonly TimelineEntry[]
  readonly before: number | null
  readonly least: number | null
  readonly after: number | null
}

const UNKNOWN: BudgetCourse = { entries: [], before: null, least: null, after: null }

/** By stored readings of `span`; nothing is known where there are none. */
export async function budgetCourse(
  readings: Pick<ReadingStore, 'spaced'>,
  of: { readonly service: string; readonly slo: string | null; readonly sloTitle: string },
  { startedAt, endedAt }: Pick<Incident, 'startedAt' | 'endedAt'>,
  span: Period,
): Promise<BudgetCourse> {
  if (of.slo === null) return UNKNOWN
  const stepMs = Math.max(MINUTE_MS, Math.ceil((span.until - span.from) / STEPS / MINUTE_MS) * MINUTE_MS)
  const read = await readings.spaced(of.service, of.slo, {
    from: span.from - 1,
    to: span.until,
    stepMs,
    beside: 'least-left',
  })
  const before = read.findLast(({ at }) => at <= startedAt)
  const after = endedAt === null ? undefined : read.find(({ at }) => at >= endedAt)
  const during = read.filter(({ at }) => at >= (before?.at ?? startedAt))
  const least = during.length === 0 ? null : Math.min(...during.map(({ remainingRatio }) => remainingRatio))
  const first = before ?? during[0]
  return {
    entries: first === undefined ? [] : told(first, during, of.sloTitle),
    before: before?.remainingRatio ?? null,
    least,
    after: after?.remainingRatio ?? null,
  }
}

/** The first, and then each that differs enough from the last that was told. */
function told(
  first: MeasuredReading,
  during: readonly MeasuredReading[],
  title: string,
): readonly TimelineEntry[] {
  const ratios = [first, ...during].map(({ remainingRatio }) => remainingRatio)
  const range = Math.max(...ratios) - Math.min(...ratios)
  const step = Math.max(LEAST_TOLD_RATIO, (2 * range) / MOST_TOLD)
  const kept: MeasuredReading[] = [first]
  for (const reading of during) {
    const last = kept.at(-1)
    if (last !== undefined && Math.abs(reading.remainingRatio - last.remainingRatio) >= step)
      kept.push(reading)
  }
  return kept.slice(0, MOST_TOLD).map(({ at, remainingRatio }) => ({
    at,
    kind: 'budget',
    role: null,
    text: `${percentText(remainingRatio)} of the budget of ${title} left`,
  }))
}

/** The cost as minutes in which everything fails, and as money. `service` and `slo` are null where they are no longer configured. */
export function costOf(
  incident: Incident,
  now: number,
  service: Service | null,
  slo: Slo | null,
  names: Pick<DraftedCost, 'slo' | 'sloTitle'>,
  { before, least, after }: BudgetCourse,
): DraftedCost {
  const { costRatio, isCostFinal, failedRatio, startedAt, endedAt } = incident
  const allowedMinutes = slo && badMinutesOf(1, slo, endedAt ?? startedAt)
  const badMinutes = costRatio === null || allowedMinutes === null ? null : costRatio * allowedMinutes
  return {
    costRatio,
    isFinal: isCostFinal,
    failedRatio,
    ...names,
    badMinutes,
    allowedMinutes,
    money: incidentMoney(incident, service?.cost, now),
    before,
    least,
    after,
  }
}
