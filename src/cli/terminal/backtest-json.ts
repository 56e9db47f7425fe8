import type { Backtest, ServiceBacktest } from '../../core/backtest/backtest.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../../core/kernel/time/iso-time.ts'

/** A backtest as scripts read it: times in ISO 8601, durations in seconds, ratios as numbers. */
export const backtestJson = ({ from, until, stepMs, policies }: Backtest) => ({
  from: isoTime(from),
  until: isoTime(until),
  stepSeconds: seconds(stepMs),
  policies: policies.map(({ policy, services }) => ({ policy, services: services.map(serviceJson) })),
})

const seconds = (ms: number): number => ms / SECOND_MS

const serviceJson = (one: ServiceBacktest) => ({
  service: one.service,
  title: one.title,
  policy: one.policy,
  levels: one.levels.map(({ ms, ...level }) => ({ ...level, seconds: seconds(ms) })),
  periods: one.periods.map((period) => ({ ...period, ...timesOf(period) })),
  freezes: one.freezes.map((freeze) => ({ ...freeze, ...timesOf(freeze) })),
  changes: one.changes.map(({ change, title, exempt, approvedMs, askedMs, blockedMs, asked }) => ({
    change,
    title,
    exempt,
    approvedSeconds: seconds(approvedMs),
    askedSeconds: seconds(askedMs),
    blockedSeconds: seconds(blockedMs),
    asked: asked.map(({ seats, words, ms }) => ({ seats, words, seconds: seconds(ms) })),
  })),
  burnAlerts: one.burnAlerts.map((alert) => ({ ...alert, ...timesOf(alert) })),
  slos: one.slos.map((slo) => ({
    ...slo,
    firstMeasuredAt: isoOrNull(slo.firstMeasuredAt),
    wholeFrom: isoOrNull(slo.wholeFrom),
    lowest: slo.lowest && { ...slo.lowest, at: isoTime(slo.lowest.at) },
    last: slo.last && { ...slo.last, at: isoTime(slo.last.at) },
    gaps: slo.gaps.map((gap) => ({ ...gap, ...timesOf(gap) })),
  })),
})

/** Null: it still holds at the end. */
const timesOf = ({ from, until }: { readonly from: number; readonly until: number | null }) => ({
  from: isoTime(from),
  until: isoOrNull(until),
})
