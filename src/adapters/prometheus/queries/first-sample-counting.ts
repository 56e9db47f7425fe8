import { type Matcher, parseSelector, selectorText } from '../../../core/budgets/selector.ts'
import type { Slo } from '../../../core/budgets/slo.ts'
import { formatDuration, HOUR_MS, MINUTE_MS } from '../../../core/kernel/time/duration.ts'
import { type CountText, stepsIn } from './counting.ts'
import { countingOf } from './counting-of.ts'
import { selectorsIn } from './selectors-in.ts'

/** Below an hour births are looked for each minute. */
const FINE_MS = MINUTE_MS
const COARSE_MS = 5 * MINUTE_MS
/** A series that was away for so long and comes back goes on where it was. */
const BRIDGED_MS = HOUR_MS
/** A pause that is not bridged holds one of these steps whole. */
const ROUGH_MS = BRIDGED_MS / 2

/** Series, and all those of the same targets, by which to see that a target was there before. */
export interface Births {
  readonly series: string
  readonly among: string
}

/** Where an SLO's series may be born unseen. */
export type FirstSampleSeries =
  /** Both are plain selectors, whose first samples can be added. */
  | {
      readonly kind: 'counted'
      readonly part: 'good' | 'bad'
      readonly counted: Births
      readonly total: Births
    }
  /** Expressions: what is born can be told, and no more. */
  | { readonly kind: 'told'; readonly series: readonly Births[] }

const known = new WeakMap<Slo, FirstSampleSeries>()

/** The series behind the counters of an SLO. Nothing where `increase` is not asked, or somebody else asks it. */
export function firstSampleSeries(slo: Slo): FirstSampleSeries {
  const before = known.get(slo)
  if (before !== undefined) return before
  const series = seriesOf(slo)
  known.set(slo, series)
  return series
}

const NONE: FirstSampleSeries = { kind: 'told', series: [] }

function seriesOf({ sli, budgeting }: Slo): FirstSampleSeries {
  if (sli.kind === 'ratio')
    return { kind: 'told', series: named(selectorsIn(sli.expr)).map((one) => ({ series: one, among: one })) }
  if (sli.kind !== 'events' && sli.kind !== 'latency') return NONE
  const counting = countingOf(sli)
  if (counting.kind === 'uncountable') return NONE
  const { part, counted, total } = counting
  const isSliced = budgeting !== undefined && budgeting.kind !== 'occurrences'
  if (counted.counter !== undefined && total.counter !== undefined && !isSliced) {
    const among = total.counter
    return {
      kind: 'counted',
      part,
      counted: { series: counted.counter, among },
      total: { series: among, among },
    }
  }
  const [among] = countersOf(total)
  return among === undefined
    ? NONE
    : {
        kind: 'told',
        series: countersOf(part === 'bad' ? counted : total).map((series) => ({ series, among })),
      }
}

const countersOf = (text: CountText): readonly string[] =>
  text.counter === undefined ? (text.isSum ? [] : named(selectorsIn(text.over(HOUR_MS)))) : [text.counter]

const named = (selectors: readonly string[]): readonly string[] =>
  selectors.filter((text) => parseSelector(text)?.name !== undefined)

/**
 * How many series began of late: nothing where `certainFirstSamples` over that span has nothing to count, at a small part
 * of its cost.
 */
export const newSeries = (births: readonly Births[], spanMs: number): string =>
  `count(${begun(births, spanMs + FINE_MS)})`

/**
 * When a series began last, in seconds and up to half an hour late; nothing where none began in the span. One that was
 * away for half an hour may count too.
 */
export function lastBirth(births: readonly Births[], spanMs: number): string {
  const atBirth = `time() + 0 * count(${begun(births, ROUGH_MS)})`
  return `${atBirth} or max_over_time((${atBirth})${stepsIn(spanMs + ROUGH_MS, ROUGH_MS)})`
}

/** How much later than the birth, at the most, the step is over that counts it. */
export const SEEN_WITHIN_MS = COARSE_MS

/** What has samples of the last `spanMs` and none of the time before. */
function begun(births: readonly Births[], spanMs: number): string {
  const range = formatDuration(spanMs)
  return widest(births)
    .map(
      (series) =>
        `(last_over_time(${series}[${range}]) unless last_over_time(${series}[${range}] offset ${range}))`,
    )
    .join(' or ')
}

/** Without what another one holds too. */
function widest(births: readonly Births[]): readonly string[] {
  const series = [...new Set(births.map((one) => one.series))]
  return series.filter((one) => !series.some((other) => other !== one && isWithin(one, other)))
}

function isWithin(series: string, other: string): boolean {
  const [inner, outer] = [parseSelector(series), parseSelector(other)]
  if (inner === undefined || outer === undefined || inner.name !== outer.name) return false
  const matchers = new Set(inner.matchers.map(matcherText))
  return outer.matchers.every((matcher) => matchers.has(matcherText(matcher)))
}

const matcherText = ({ label, operator, quoted }: Matcher): string => `${label}${operator}${quoted}`

/** Of the past `spanMs`, but for the last `skippedMs`, in which there were no births. */
export interface BirthSpan {
  readonly spanMs: number
  readonly skippedMs: number
}

/** What series that were born in a span counted at their first samples. `increase` begins with the second one. */
export const everyFirstSample = ({ series }: Births, span: BirthSpan): string =>
  summedOver(span, (stepMs) => `sum(${firstSamples(series, stepMs)})`)

/**
 * The same of targets that were there before, and whose other series all go on. A target that is new, was restarted or got
 * other labels brings counters along whose past may not be of this time.
 */
export const certainFirstSamples = ({ series, among }: Births, span: BirthSpan): string =>
  summedOver(span, (stepMs) => {
    const targets = ofTargets(among)
    const before = `${targets} offset ${formatDuration(stepMs)}`
    const goingOn = `count by (job, instance) (${targets} and ${before}) == count by (job, instance) (${before})`
    return `sum((${firstSamples(series, stepMs)}) and on (job, instance) (${goingOn}))`
  })

/** Series without an instance do not say which target they are of. */
function ofTargets(series: string): string {
  const selector = parseSelector(series)
  const some: Matcher = { label: 'instance', operator: '!=', quoted: '""' }
  return selector === undefined
    ? series
    : selectorText({ ...selector, matchers: [...selector.matchers, some] })
}

const firstSamples = (series: string, stepMs: number): string =>
  `min_over_time(${series}[${formatDuration(stepMs)}]) unless last_over_time(${series}[${formatDuration(BRIDGED_MS)}] offset ${formatDuration(stepMs)})`

function summedOver({ spanMs, skippedMs }: BirthSpan, ofStep: (stepMs: number) => string): string {
  const stepMs = spanMs <= HOUR_MS ? FINE_MS : COARSE_MS
  const skipped = skippedMs === 0 ? '' : ` offset ${formatDuration(skippedMs)}`
  return `sum_over_time(${ofStep(stepMs)}${stepsIn(spanMs - skippedMs, stepMs)}${skipped})`
}
