import type { Reading } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import type { Unsettled } from './incident.ts'

/** A share of the budget, or of the requests, that nobody misses until the next look. */
const UNSEEN_RATIO = 0.0005
/** The longest that nobody looks. */
const LONGEST_MS = HOUR_MS
/** How often one is looked at in a service of which the last poll knows nothing. */
const UNKNOWN_MS = 10 * MINUTE_MS
/** After a start, so many are measured in one run of those that went on before. */
const MOST_UNLOOKED = 200
/** So long one that has no figures yet is looked at each time. */
const NEW_MS = HOUR_MS

/** What the last poll found. */
export interface LastPoll {
  readonly services: ReadonlyMap<string, Service>
  readonly readings: readonly Reading[]
}

/**
 * Which incidents are worth measuring: those whose figures can have moved since the last look, as far as the burn of their
 * service says. One that has gone on for days changes little in a minute, and not at all where nothing fails.
 */
export class CostPace {
  readonly #lastPoll: () => LastPoll
  /** By incident. */
  readonly #looks = new Map<string, { readonly at: number; readonly startedAt: number }>()

  constructor(lastPoll: () => LastPoll) {
    this.#lastPoll = lastPoll
  }

  /** Those to measure now. What has ended, or begun and has no figures yet, is always among them. */
  due(unsettled: readonly Unsettled[], now: number): readonly Unsettled[] {
    this.#forgetAllBut(unsettled)
    const failingIn = failingOf(this.#lastPoll(), now)
    let unlooked = 0
    return unsettled.filter((incident) => {
      const { id, service, startedAt, endedAt, costRatio } = incident
      const isNew = costRatio === null && now - startedAt < NEW_MS
      if (endedAt !== null || isNew) return true
      const look = this.#looks.get(id)
      if (look?.startedAt !== startedAt) return ++unlooked <= MOST_UNLOOKED
      return mayHaveMoved(incident, look.at, failingIn(service), now)
    })
  }

  /** These were measured. */
  looked(measured: readonly Unsettled[], at: number): void {
    for (const { id, startedAt } of measured) this.#looks.set(id, { at, startedAt })
  }

  #forgetAllBut(unsettled: readonly Unsettled[]): void {
    const ids = new Set(unsettled.map(({ id }) => id))
    for (const id of this.#looks.keys()) if (!ids.has(id)) this.#looks.delete(id)
  }
}

/** How much fails in a service, over the last five minutes and the last hour, by whichever of its SLOs. */
interface Failing {
  /** Shares of the requests. */
  readonly least: number
  readonly most: number
  /** Share of the budget that is spent in a millisecond, at most. */
  readonly spentPerMs: number
}

function mayHaveMoved(
  { startedAt, failedRatio }: Unsettled,
  lookedAt: number,
  failing: Failing | null,
  now: number,
): boolean {
  const sinceMs = now - lookedAt
  if (sinceMs < 0 || sinceMs >= (failing === null ? UNKNOWN_MS : LONGEST_MS)) return true
  if (failing === null) return false
  const { least, most, spentPerMs } = failing
  const apart = failedRatio === null ? 1 : Math.max(most - failedRatio, failedRatio - least)
  const shareOfIt = sinceMs / Math.max(1, now - startedAt)
  return sinceMs * spentPerMs >= UNSEEN_RATIO || apart * shareOfIt >= UNSEEN_RATIO
}

/** Null where the poll found nothing of one of its SLOs. Worked out for services that are asked for, once each. */
function failingOf({ services, readings }: LastPoll, now: number): (service: string) => Failing | null {
  const readingsOf = Map.groupBy(readings, ({ service }) => service)
  const found = new Map<string, Failing | null>()
  return (name) => {
    const known = found.get(name)
    if (known !== undefined) return known
    const failing = failingIn(services.get(name), readingsOf.get(name) ?? [], now)
    found.set(name, failing)
    return failing
  }
}

function failingIn(service: Service | undefined, readings: readonly Reading[], now: number): Failing | null {
  const shares: number[] = []
  const speeds: number[] = []
  for (const { name, objective, window } of service?.slos ?? []) {
    const reading = readings.find(({ slo }) => slo === name)
    if (reading?.kind !== 'measured') return null
    for (const lookback of ['5m', '1h'] as const) {
      const burnRate = reading.burnRates[lookback]
      if (burnRate === null) return null
      shares.push(Math.min(1, burnRate * objective.errorBudgetRatio))
      speeds.push(burnRate / windowAt(window, now).lengthMs)
    }
  }
  if (shares.length === 0) return null
  return { least: Math.min(...shares), most: Math.max(...shares), spentPerMs: Math.max(...speeds) }
}
