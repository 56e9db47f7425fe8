import { compareRatio } from '../budgets/compare.ts'
import { allowedDowntimeMs, remainingRatio } from '../budgets/budget.ts'
import { parseObjective } from '../budgets/objective.ts'
import type { ReadingStore } from '../budgets/reading.ts'
import { HOUR_MS } from '../kernel/time/duration.ts'
import { reconsider } from './reconsider.ts'
import type { PeriodFigures } from './period-figures.ts'
import type { PeriodCompliance, PromiseFigures, SloFigures } from './report.ts'

/** What was measured of an SLO up to `at`, beside what was asked of it then. */
export async function sloFigures(
  readings: Pick<ReadingStore, 'between'>,
  figures: PeriodFigures,
  at: number,
): Promise<SloFigures> {
  const { service, slo, from, measured, objective, agreement } = figures
  // Only what was read before: at its end a calendar window begins again.
  const left = async (then: number): Promise<number | null> =>
    (await readings.between(service, slo, then - HOUR_MS, then)).at(-1)?.remainingRatio ?? null
  const compliance = measured.kind === 'missing' ? measured : complianceOf(measured, objective)
  return {
    slo,
    title: figures.sloTitle,
    objective,
    window: figures.window,
    figures: compliance,
    ownWindow: { atBegin: await left(from), atEnd: await left(at) },
    reconsider: figures.missed === null ? null : reconsider(figures.missed),
    promise: agreement === null || compliance.kind === 'missing' ? null : promiseOf(compliance, agreement),
  }
}

function complianceOf(
  measured: Extract<PeriodFigures['measured'], { kind: 'measured' }>,
  percent: string,
): PeriodCompliance {
  const { errorRatio, measuredMs } = measured
  const actualMs = errorRatio * measuredMs
  const allowedMs = allowedDowntimeMs(objectiveOf(percent), measuredMs)
  return {
    ...measured,
    availabilityRatio: 1 - errorRatio,
    isMet: compareRatio(measured.remainingRatio, 0) >= 0,
    actualMs,
    allowedMs,
    differenceMs: allowedMs - actualMs,
  }
}

function promiseOf(
  { errorRatio, measuredMs, allowedMs }: PeriodCompliance,
  agreement: string,
): PromiseFigures {
  const promised = allowedDowntimeMs(objectiveOf(agreement), measuredMs)
  return {
    agreement,
    remainingRatio: remainingRatio(errorRatio, objectiveOf(agreement)),
    allowedMs: promised,
    headroomMs: promised - allowedMs,
  }
}

/** Stored figures were made with objectives that could be read. */
function objectiveOf(percent: string) {
  const objective = parseObjective(percent)
  if (objective === undefined) throw new Error(`${percent} is no objective`)
  return objective
}
