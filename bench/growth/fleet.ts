import { evenNumbers } from '../../src/core/budgets/even-numbers.ts'
import { parseObjective } from '../../src/core/budgets/objective.ts'
import type { Service } from '../../src/core/budgets/slo.ts'
import { rolling } from '../../src/core/budgets/slo-window.ts'
import { DAY_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import type { Catalog } from '../../src/core/policy/catalog.ts'
import { shippedPolicy } from '../../test/support/shipped-policy.ts'

/** How large the store is to become. The same size and seed give the same store. */
export interface GrownSize {
  readonly services: number
  readonly days: number
  readonly gateCallsADay: number
  /** The moment that the store ends at. */
  readonly until: number
  readonly seed: number
}

/** Something that went wrong with a service, and what share of the budget it cost. */
export interface Outage {
  readonly id: string
  readonly startedAt: number
  readonly endedAt: number
  readonly costRatio: number
}

export interface FleetService {
  readonly service: Service
  /** Oldest first. */
  readonly outages: readonly Outage[]
  /** Share of a window's budget that is spent without any outage. */
  readonly quietRatio: number
}

export const SLOS = ['availability', 'latency'] as const
export const WINDOW_MS = 30 * DAY_MS
/** From one to four in a window. */
const MOST_OUTAGES = 4
const LONGEST_OUTAGE_MS = 180 * MINUTE_MS

/** All services with the outages of the whole time: a few tens of each. */
export function fleetOf(size: GrownSize): readonly FleetService[] {
  const objective = parseObjective('99.5')
  if (objective === undefined) throw new Error('99.5 is an objective')
  return Array.from({ length: size.services }, (_, index) => {
    const name = `service-${index}`
    const slo = { service: name, objective, window: rolling(WINDOW_MS), sli: { kind: 'pushed' } } as const
    const slos = SLOS.map((one) => ({ ...slo, name: one, title: one }))
    const service = { name, title: `Service ${index}`, policy: shippedPolicy.name, slos }
    const even = evenNumbers(size.seed * 1_000_003 + index)
    const outages = outagesOf(index, size, even)
    return { service, outages, quietRatio: 0.05 + 0.25 * even() }
  })
}

function outagesOf(index: number, { days, until }: GrownSize, even: () => number): readonly Outage[] {
  const apartMs = WINDOW_MS / (1 + (MOST_OUTAGES - 1) * even())
  const outages: Outage[] = []
  let at = until - days * DAY_MS + even() * apartMs
  while (at < until) {
    const startedAt = Math.round(at / MINUTE_MS) * MINUTE_MS
    const endedAt = startedAt + Math.ceil(3 + even() ** 2 * (LONGEST_OUTAGE_MS / MINUTE_MS)) * MINUTE_MS
    outages.push({
      id: `${index}-${outages.length}`,
      startedAt,
      endedAt,
      costRatio: 0.02 + 0.45 * even() ** 2,
    })
    at += apartMs * (0.3 + 1.4 * even())
  }
  return outages
}

export const catalogOf = (fleet: readonly FleetService[]): Catalog => ({
  services: new Map(fleet.map(({ service }) => [service.name, service])),
  policies: new Map([[shippedPolicy.name, shippedPolicy]]),
})
