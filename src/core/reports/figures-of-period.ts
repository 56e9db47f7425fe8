import { isSourceFailure } from '../budgets/sli-source.ts'
import { sloKey } from '../budgets/slo.ts'
import type { Period } from '../kernel/time/period.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { measurePeriod } from './measure-period.ts'
import type { MissedShare, PeriodFigures } from './period-figures.ts'
import type { ReportWorld } from './report-world.ts'

/**
 * What was measured of each SLO in a period. Of one that is over the store knows it; what it does not know yet is asked of the
 * source once and kept, unless the source gave no answer, has nothing of a time long past, or `keep` says otherwise. What goes on is asked up to now, and not kept.
 * SLOs that are no longer configured stand in what was kept of them.
 */
export async function figuresOfPeriod(
  {
    catalog,
    store,
    pastSource,
    clock,
  }: Pick<ReportWorld, 'catalog' | 'pastSource' | 'clock'> & {
    readonly store: Pick<ReportWorld['store'], 'periodFigures' | 'readings'>
  },
  { from, until }: Period,
  { service, keep = true, signal }: FiguresOptions = {},
): Promise<readonly PeriodFigures[]> {
  const now = clock.now()
  const isOver = until <= now
  const isWanted = (name: string): boolean => service === undefined || name === service
  const kept = isOver
    ? (await store.periodFigures.of({ from, until })).filter((one) => isWanted(one.service))
    : []
  const known = new Set(kept.map((one) => sloKey({ service: one.service, name: one.slo })))
  const unknown = [...catalog().services.values()]
    .filter(({ name }) => isWanted(name))
    .map((one) => ({ ...one, slos: one.slos.filter((slo) => !known.has(sloKey(slo))) }))
    .filter(({ slos }) => slos.length > 0)
  if (unknown.length === 0) return kept
  const end = Math.min(until, now)
  const measured: PeriodFigures[] = []
  for (const one of await measurePeriod(pastSource, unknown, { from, until: end }, now, signal))
    measured.push({ ...one, missed: await missedShare(store.readings, one, end) })
  if (isOver && keep && (kept.length > 0 || isWorthKeeping(measured, { from, until }, now)))
    await store.periodFigures.add(measured.filter(isForGood))
  return [...kept, ...measured]
}

export interface FiguresOptions {
  readonly service?: string
  /** False leaves the store as it is. Default: true. */
  readonly keep?: boolean
  readonly signal?: AbortSignal
}

const isForGood = ({ measured }: PeriodFigures): boolean =>
  measured.kind === 'measured' || !isSourceFailure(measured.reason)

/** Anybody may look as far back as they like: periods long over of which nothing is known would fill the store. */
const isWorthKeeping = (measured: readonly PeriodFigures[], { from, until }: Period, now: number): boolean =>
  now - until < until - from || measured.some((one) => one.measured.kind === 'measured')

/** What an objective is judged by, the longest first: a year, or what there is of it from a quarter on. */
const LOOKED_BACK_DAYS = [365, 182, 91] as const

async function missedShare(
  readings: ReportWorld['store']['readings'],
  { service, slo }: Pick<PeriodFigures, 'service' | 'slo'>,
  end: number,
): Promise<MissedShare | null> {
  for (const days of LOOKED_BACK_DAYS) {
    const ratio = await readings.missedRatio(service, slo, end - days * DAY_MS, end)
    if (ratio !== undefined) return { ratio, days }
  }
  return null
}
