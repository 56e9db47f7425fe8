import { allowedDowntimeMs } from '../budgets/budget.ts'
import type { Reading } from '../budgets/reading.ts'
import type { Service, Slo } from '../budgets/slo.ts'
import { windowAt, windowText } from '../budgets/slo-window.ts'
import { type Money, moneyOf } from '../cost/money.ts'
import { MINUTE_MS, SECOND_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { ratioOf } from './look.ts'
import { forgottenBy } from './play-future.ts'
import type { SimulatedSlo } from './simulation.ts'

/** Readings of an SLO. */
export interface SloThen {
  readonly before: Reading | undefined
  readonly after: Reading | undefined
  readonly without: Reading | undefined
  readonly isHit: boolean
  readonly until: number
}

export function simulatedSlo(
  slo: Slo,
  asked: Slo,
  { before, after, without, isHit, until }: SloThen,
): SimulatedSlo {
  const span = windowAt(asked.window, until)
  const isChanged = asked.objective.percent !== slo.objective.percent
  const allowedMs = allowedDowntimeMs(asked.objective, span.lengthMs)
  const [nowRatio, afterRatio, withoutRatio] = [ratioOf(before), ratioOf(after), ratioOf(without)]
  const costRatio = afterRatio === null || withoutRatio === null ? null : withoutRatio - afterRatio
  const [badAfter, badWithout] = [badEvents(after), badEvents(without)]
  const young = after?.kind === 'measured' ? after.young : undefined
  return {
    slo: slo.name,
    title: slo.title,
    objective: Number(slo.objective.percent),
    ...(isChanged && { changedObjective: Number(asked.objective.percent) }),
    window: windowText(asked.window),
    allowedSeconds: Math.round(allowedMs / SECOND_MS),
    nowRatio,
    afterRatio,
    withoutRatio,
    costRatio,
    costSeconds: costRatio === null || isChanged ? null : (costRatio * allowedMs) / SECOND_MS,
    costRequests: badAfter === null || badWithout === null ? null : Math.round(badAfter - badWithout),
    forgottenAt: isHit
      ? isoTime(forgottenBy([{ name: '', title: '', policy: '', slos: [asked] }], until))
      : null,
    ...(young !== undefined && { young }),
    ...(after?.kind === 'missing' && { missing: after.reason, missingDetail: after.detail }),
  }
}

const badEvents = (reading: Reading | undefined): number | null =>
  reading?.kind === 'measured' && reading.total !== null && reading.good !== null
    ? reading.total - reading.good
    : null

/** By the SLO that loses most; null where the service has no price, or nothing is known or lost. */
export const moneyLost = ({ cost }: Service, slos: readonly SimulatedSlo[]): Money | null =>
  slos
    .map(({ costSeconds, costRequests }) =>
      moneyOf(cost, {
        badMinutes: costSeconds === null ? null : (costSeconds * SECOND_MS) / MINUTE_MS,
        failedRequests: costRequests,
      }),
    )
    .reduce<Money | null>(
      (most, money) => (money !== null && money.amount > (most?.amount ?? 0) ? money : most),
      null,
    )
