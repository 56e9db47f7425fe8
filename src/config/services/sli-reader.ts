import type { BatchRuns } from '../../core/budgets/sli-kinds.ts'
import type { Sli } from '../../core/budgets/slo.ts'
import { DAY_MS, MINUTE_MS, parseDuration } from '../../core/kernel/time/duration.ts'
import { millis } from '../reading/fields.ts'
import { impliedSource, type ServiceSurroundings } from './service-surroundings.ts'
import type { BatchYaml, SliYaml } from './sli-shape.ts'
import { given } from '../reading/given.ts'

/** What is measured. A source that is left unsaid is the only one, or the one called main. */
export function sliOf(yaml: SliYaml, around: ServiceSurroundings): Sli {
  const source = (named: string | undefined): string => named ?? impliedSource(around.sources) ?? ''
  const { events, latency, ratio, quality, freshness, batch, remaining, composite } = yaml
  if (events !== undefined)
    return {
      kind: 'events',
      source: source(events.source),
      ...given({ good: events.good?.trim(), bad: events.bad?.trim() }),
      total: events.total.trim(),
    }
  if (latency !== undefined)
    return {
      kind: 'latency',
      source: source(latency.source),
      histogram: latency.histogram.trim(),
      threshold: thresholdOf(latency.threshold),
      ...(latency.native === true && { isNative: true }),
    }
  if (ratio !== undefined) return { kind: 'ratio', source: source(ratio.source), expr: ratio.expr.trim() }
  if (quality !== undefined)
    return {
      kind: 'quality',
      source: source(quality.source),
      gauge: quality.gauge.trim(),
      bound: quality.at_least === undefined ? 'at-most' : 'at-least',
      limit: quality.at_least ?? quality.at_most ?? 0,
      by: quality.by ?? 'time',
      everyMs: millis(quality.every, MINUTE_MS),
    }
  if (freshness !== undefined) {
    const maxAgeMs = millis(freshness.max_age)
    return {
      kind: 'freshness',
      source: source(freshness.source),
      gauge: freshness.gauge.trim(),
      maxAgeMs,
      everyMs: millis(freshness.every, MINUTE_MS),
      goneAfterMs: millis(freshness.gone_after, Math.max(DAY_MS, 2 * maxAgeMs)),
    }
  }
  if (batch !== undefined) return { kind: 'batch', source: source(batch.source), runs: runsOf(batch) }
  if (remaining !== undefined)
    return {
      kind: 'remaining',
      source: source(remaining.source),
      expr: remaining.expr.trim(),
      unit: remaining.unit,
      ...given({ burnRate: remaining.burn_rate?.trim() }),
    }
  // Its parts are found when all services are read.
  if (composite !== undefined) return { kind: 'composite', method: composite.method, parts: [] }
  return { kind: 'pushed', ...given({ maxPerPush: yaml.pushed?.max_per_push }) }
}

/** The schema has seen to it that the keys go together. */
function runsOf({ runs, completed, histogram, every, ...bounds }: BatchYaml): BatchRuns {
  const withinMs = millis(bounds.within, 0)
  const succeeded = bounds.succeeded?.trim()
  const duration = bounds.duration === undefined ? undefined : { gauge: bounds.duration.trim(), withinMs }
  if (runs !== undefined)
    return { of: 'counters', all: runs.trim(), ...given({ succeeded, failed: bounds.failed?.trim() }) }
  if (completed === undefined) return { of: 'durations', histogram: histogram?.trim() ?? '', withinMs }
  return {
    of: 'gauges',
    completed: completed.trim(),
    ...given({ succeeded, duration, everyMs: millis(every, undefined) }),
  }
}

/** In seconds, which histograms of durations count in, unless a bare number says the histogram's own unit. */
const thresholdOf = (threshold: string | number): number =>
  typeof threshold === 'number' ? threshold : (parseDuration(threshold) ?? 0) / 1_000
