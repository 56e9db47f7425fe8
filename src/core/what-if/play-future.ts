import { player } from '../backtest/player.ts'
import type { KeptReadings, Look } from '../backtest/player.ts'
import type { BacktestAlert } from '../backtest/backtest.ts'
import { compareRatio } from '../budgets/compare.ts'
import { composedSource } from '../budgets/composed-source.ts'
import type { Reading } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import { sloKey } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { Status } from '../policy/status.ts'
import { measure } from '../status/measure.ts'
import type { PastReadings } from '../status/budget-history.ts'
import { type ImaginedWorld, imaginedSource } from './imagined-source.ts'

/** A burn alert is over when no rule has fired for so long: what is asked is only when alerts begin. */
const QUIET_FOR_MS = 15 * MINUTE_MS

export interface FutureWorld extends ImaginedWorld {
  readonly catalog: Catalog
  readonly services: readonly Service[]
  readonly before: readonly Status[]
  readonly readings: PastReadings
}

export interface Future {
  /** In their order. */
  readonly looks: readonly Look[]
  readonly alertsOf: (service: string) => readonly BacktestAlert[]
}

/** Plays the policies over what is imagined, as polls at these times would. */
export async function playFuture(world: FutureWorld, times: readonly number[]): Promise<Future> {
  const { at, until } = world
  const source = composedSource(imaginedSource(world))
  const played = await player({
    catalog: world.catalog,
    services: world.services,
    steps: { from: at, until, stepMs: MINUTE_MS },
    readings: () => Promise.resolve(continued(world.readings)),
    quietForMs: QUIET_FOR_MS,
    before: world.before,
  })
  const looks: Look[] = []
  for (const [index, time] of times.entries()) {
    const readings = await measure(source, world.catalog, world.services, time)
    looks.push(await played.look(readings, time, (times[index + 1] ?? time) - time))
  }
  const told = new Map(played.told().map(({ service, burnAlerts }) => [service, burnAlerts]))
  return { looks, alertsOf: (service) => told.get(service) ?? [] }
}

/** The readings on record, and since when budgets have been spent as time goes on. How often objectives were missed stays as it is. */
function continued(stored: PastReadings): KeptReadings {
  const since = new Map<string, number | undefined>()
  const keyOf = ({ service, slo }: Reading): string => sloKey({ service, name: slo })
  return {
    async add(readings) {
      for (const reading of readings) {
        if (reading.kind === 'missing') continue
        const key = keyOf(reading)
        const isSpent = compareRatio(reading.remainingRatio, 0) <= 0
        const before = since.has(key)
          ? since.get(key)
          : await stored.exhaustedSince(reading.service, reading.slo)
        since.set(key, isSpent ? (before ?? reading.at) : undefined)
      }
    },
    exhaustedSince: (service, slo) => Promise.resolve(since.get(sloKey({ service, name: slo }))),
    missedRatio: (service, slo, from, to) => stored.missedRatio(service, slo, from, to),
  }
}

/** Looks within what happens, and up to the time when nothing of it counts any more. */
const LOOKS_WITHIN = 60
const LOOKS_OF_ONE = 12
const LOOKS_BEYOND = 240
/** After what happens first minutes, then hours matter. */
const SOON = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 960, 1440] as const

export interface FutureTimes {
  readonly from: number
  readonly until: number
  readonly outages: readonly { readonly from: number; readonly until: number }[]
  readonly services: readonly Service[]
}

/** When the last of what ends at `until` is forgotten by every SLO. Epoch milliseconds. */
export const forgottenBy = (services: readonly Service[], until: number): number =>
  Math.max(
    until,
    ...services
      .flatMap(({ slos }) => slos)
      .map(({ window }) => {
        const span = windowAt(window, until)
        return span.endsAt ?? until + span.lengthMs
      }),
  )

/** When to look: often while it happens and soon after, and around the times when windows forget it. */
export function timesToLook({ from, until, outages, services }: FutureTimes): readonly number[] {
  const horizon = forgottenBy(services, until)
  const times = new Set([from, until, horizon])
  spread(times, from, until, LOOKS_WITHIN)
  for (const outage of outages) {
    spread(times, outage.from, outage.until, LOOKS_OF_ONE)
    for (const { window } of services.flatMap(({ slos }) => slos))
      if (window.kind === 'rolling' && outages.length <= LOOKS_WITHIN)
        spread(times, outage.from + window.lengthMs, outage.until + window.lengthMs, LOOKS_OF_ONE)
  }
  for (const minutes of SOON) times.add(until + minutes * MINUTE_MS)
  spread(times, until, horizon, LOOKS_BEYOND)
  // A better level takes effect when it has held.
  spread(times, horizon, horizon + 24 * 60 * MINUTE_MS, LOOKS_OF_ONE)
  return [...times].toSorted((a, b) => a - b)
}

function spread(times: Set<number>, from: number, until: number, parts: number): void {
  const stepMs = Math.max(MINUTE_MS, (until - from) / parts)
  for (let at = from; at <= until; at += stepMs) times.add(Math.round(at))
}
