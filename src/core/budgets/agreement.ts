import { allowedDowntimeMs, remainingRatio } from './budget.ts'
import type { Objective } from './objective.ts'
import type { MeasuredReading } from './reading.ts'
import type { Slo } from './slo.ts'
import { windowAt } from './slo-window.ts'

/** An objective's budget in milliseconds of full outage over its whole window. */
export interface DowntimeBudget {
  readonly allowedMs: number
  /** Negative: overspent. Null where nothing was measured. */
  readonly leftMs: number | null
}

/** What customers were promised beside what the team aims for, under one measurement. */
export interface Agreement {
  /** 1 = untouched, 0 = the promise is just kept, negative = broken. Null where nothing was measured. */
  readonly remainingRatio: number | null
  readonly promised: DowntimeBudget
  readonly aimed: DowntimeBudget
  /** What the promise allows beyond the aim: 21.6 minutes of 30 days between 99.9 and 99.95. */
  readonly headroomMs: number
}

function promisedLeft(
  { errorRatio, remainingRatio: aimedLeft, young }: MeasuredReading,
  objective: Objective,
  agreement: Objective,
  elapsedRatio: number,
): number {
  if (young === undefined) return remainingRatio(errorRatio * elapsedRatio, agreement)
  return 1 - ((1 - aimedLeft) * objective.errorBudgetRatio) / agreement.errorBudgetRatio
}

/** Undefined for an SLO without an SLA. `reading`: the SLO's own, at any time. */
export function agreementOf(
  slo: Slo,
  reading: MeasuredReading | undefined,
  now: number,
): Agreement | undefined {
  const { agreement, objective, window } = slo
  if (agreement === undefined) return undefined
  const span = windowAt(window, reading?.at ?? now)
  const promisedMs = allowedDowntimeMs(agreement, span.lengthMs)
  const aimedMs = allowedDowntimeMs(objective, span.lengthMs)
  const left = reading === undefined ? null : promisedLeft(reading, objective, agreement, span.elapsedRatio)
  return {
    remainingRatio: left,
    promised: { allowedMs: promisedMs, leftMs: left === null ? null : left * promisedMs },
    aimed: { allowedMs: aimedMs, leftMs: reading === undefined ? null : reading.remainingRatio * aimedMs },
    headroomMs: promisedMs - aimedMs,
  }
}
