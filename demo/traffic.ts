import type { PushedCount } from '../src/core/budgets/pushed-counts.ts'
import { MINUTE_MS } from '../src/core/kernel/time/duration.ts'

/** Requests that each demo service takes in a minute, around the clock. */
const REQUESTS_A_MINUTE = 1_000

/** Share of requests that fail, and that are slow, on a good day: it leaves 72 % of the gateway's budget. */
const GOOD_DAY: ReadonlyMap<string, { readonly failed: number; readonly slow: number }> = new Map([
  ['inference-gateway', { failed: 0.0014, slow: 0.012 }],
  ['feature-store', { failed: 0.0005, slow: 0.008 }],
  ['model-registry', { failed: 0.0008, slow: 0.006 }],
  ['training-infrastructure', { failed: 0.0017, slow: 0.015 }],
  ['api-gateway', { failed: 0.002, slow: 0.017 }],
])

export const DEMO_SERVICES: readonly string[] = [...GOOD_DAY.keys()]

/** Something that goes wrong: a share of one service's requests fails. */
export interface Outage {
  readonly service: string
  readonly failedRatio: number
}

/** What the services would have counted in `(from, to]`, one push for each SLO. */
export function trafficBetween(from: number, to: number, outage?: Outage): PushedCount[] {
  const total = Math.round(((to - from) / MINUTE_MS) * REQUESTS_A_MINUTE)
  if (total === 0) return []
  return [...GOOD_DAY].flatMap(([service, { failed, slow }]) => {
    const failedRatio = outage?.service === service ? Math.max(outage.failedRatio, failed) : failed
    const push = (slo: string, badRatio: number): PushedCount => ({
      service,
      slo,
      total,
      good: total - Math.round(total * badRatio),
      at: to,
      key: `${service}/${slo}/${to}`,
    })
    return [push('availability', failedRatio), push('latency', slow)]
  })
}
