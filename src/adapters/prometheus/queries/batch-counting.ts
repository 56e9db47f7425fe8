import type { BatchRuns, BatchSli } from '../../../core/budgets/sli-kinds.ts'
import { DAY_MS, formatDuration, MINUTE_MS, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import { type Selector, selectorText } from '../../../core/budgets/selector.ts'
import {
  type Counting,
  type CountText,
  metricSelector,
  stepsIn,
  summed,
  uncountable,
  type Uncountable,
} from './counting.ts'
import { bucketOf } from './event-counting.ts'

/** How often the series are looked at. What a counter grows by in between is counted whole; of gauges one run is. */
const LOOK_MS = MINUTE_MS
/** A series that vanishes and comes back within this time goes on where it was. */
const BRIDGED_MS = DAY_MS
/** Series that begin within this time of the first one existed before the first look. */
const BEGINNING_MS = 15 * MINUTE_MS
/** A new series counts as a run of just now if that ended since the last look, or a little before. */
const JUST_NOW_MS = 6 * MINUTE_MS
/** Jobs that write both times one after the other may have them differ by moments. */
const SAME_RUN_MS = MINUTE_MS

/**
 * Counts the runs of jobs. `increase` does not: it loses the first run of each series, and it guesses at the edges, so that
 * one run becomes 1.003. Here the steps between looks are summed instead, which adds up exactly.
 */
export function batchCounting({ runs }: BatchSli): Counting | Uncountable {
  switch (runs.of) {
    case 'counters': {
      const part = runs.succeeded === undefined ? 'bad' : 'good'
      const all = metricSelector('runs', runs.all)
      const some = metricSelector(
        part === 'good' ? 'succeeded' : 'failed',
        runs.succeeded ?? runs.failed ?? '',
      )
      if (all.kind === 'uncountable') return all
      if (some.kind === 'uncountable') return some
      return {
        kind: 'counting',
        part,
        counted: wholeIncreaseOf(some.selector, all.selector),
        total: wholeIncreaseOf(all.selector, all.selector),
      }
    }
    case 'durations': {
      const found = metricSelector('histogram', runs.histogram)
      if (found.kind === 'uncountable') return found
      const all = { ...found.selector, name: `${found.selector.name}_count` }
      return {
        kind: 'counting',
        part: 'good',
        counted: wholeIncreaseOf(bucketOf(found.selector, runs.withinMs / SECOND_MS), all),
        total: wholeIncreaseOf(all, all),
      }
    }
    case 'gauges':
      return gaugeCounting(runs)
  }
}

/**
 * What counters grew by, as whole numbers: from each look to the next the difference; after a reset, and of a series that
 * appears, all that it shows. Unless `known` shows that this was the first look: then its past is not of this time.
 */
function wholeIncreaseOf(counter: Selector, known: Selector): CountText {
  const text = selectorText(counter)
  const now = `last_over_time(${text}[${formatDuration(LOOK_MS)}])`
  const before = `last_over_time(${text}[${formatDuration(BRIDGED_MS)}] offset ${formatDuration(LOOK_MS)})`
  const watched = `max(last_over_time(${selectorText(known)}[${formatDuration(BRIDGED_MS)}] offset ${formatDuration(BEGINNING_MS)}))`
  const grownBy = `(${now} - ${before} >= 0) or (${now} + 0 and on() ${watched})`
  return summed((spanMs) => `sum(sum_over_time((${grownBy})${stepsIn(spanMs, LOOK_MS)}))`)
}

function gaugeCounting({
  completed,
  succeeded,
  duration,
  everyMs,
}: BatchRuns & { of: 'gauges' }): Counting | Uncountable {
  const gauges = { completed, succeeded, duration: duration?.gauge }
  const latest = new Map<string, string>()
  for (const [name, text] of Object.entries(gauges)) {
    if (text === undefined) continue
    const found = metricSelector(name, text)
    if (found.kind === 'uncountable') return found
    latest.set(name, selectorText(found.selector))
  }
  const now = (name: keyof typeof gauges): string =>
    `last_over_time(${latest.get(name) ?? ''}[${formatDuration(LOOK_MS)}])`
  const before = `last_over_time(${latest.get('completed') ?? ''}[${formatDuration(BRIDGED_MS)}] offset ${formatDuration(LOOK_MS)})`
  const ended = now('completed')
  const isNew = `(${ended} unless ${before}) > time() - ${JUST_NOW_MS / SECOND_MS}`
  const run = `(${ended} > ${before}) or (${isNew})`
  const conditions = [
    ...(succeeded === undefined ? [] : [`(${now('succeeded')} - ${ended} >= -${SAME_RUN_MS / SECOND_MS})`]),
    ...(duration === undefined ? [] : [`(${now('duration')} <= ${duration.withinMs / SECOND_MS})`]),
  ]
  if (conditions.length === 0 && everyMs === undefined)
    return uncountable('a run is never bad: neither succeeded nor duration nor every is given')
  const runsOf = (what: string, spanMs: number): string =>
    `(sum(count_over_time((${what})${stepsIn(spanMs, LOOK_MS)})) or ${none(latest.get('completed') ?? '', spanMs)})`
  const good = [`(${run})`, ...conditions].join(' and ')
  const missed =
    everyMs === undefined ? undefined : missedRuns(latest.get('completed') ?? '', everyMs, duration?.withinMs)
  return {
    kind: 'counting',
    part: 'good',
    counted: summed((spanMs) => runsOf(good, spanMs)),
    total: summed((spanMs) =>
      missed === undefined ? runsOf(run, spanMs) : `${runsOf(run, spanMs)} + ${missed.over(spanMs)}`,
    ),
  }
}

/** 0 where the job is known, and nothing where it is not. */
const none = (completed: string, spanMs: number): string =>
  `0 * count(last_over_time(${completed}[${formatDuration(Math.max(spanMs, BRIDGED_MS))}]))`

/**
 * Counts each run that did not happen, once: when the last one is `everyMs` old, twice that, and so on, and the grace is over.
 * The grace is the time that a run may take; else a tenth of `everyMs`, as no job ends at the same second each day.
 */
function missedRuns(completed: string, everyMs: number, withinMs: number | undefined): CountText {
  const graceMs = Math.min(withinMs ?? everyMs / 10, everyMs)
  const knownMs = Math.max(BRIDGED_MS, 3 * everyMs)
  const age = `(time() - last_over_time(${completed}[${formatDuration(knownMs)}]))`
  const due = (agoMs: number): string =>
    `clamp_min(floor((${age} - ${(graceMs + agoMs) / SECOND_MS}) / ${everyMs / SECOND_MS}), 0)`
  return summed((spanMs) => `sum(sum_over_time((${due(0)} - ${due(LOOK_MS)})${stepsIn(spanMs, LOOK_MS)}))`)
}
