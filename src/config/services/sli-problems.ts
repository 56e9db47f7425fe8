import { parseSelector } from '../../core/budgets/selector.ts'
import { millis } from '../reading/fields.ts'
import { found } from '../reading/found.ts'
import { unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import { isSelector, promqlFault } from './promql-form.ts'
import { impliedSource, type ServiceSurroundings } from './service-surroundings.ts'
import type { BatchYaml, FreshnessYaml, QualityYaml, SliYaml } from './sli-shape.ts'
import type { Place } from '../reading/yaml-file.ts'

/** What an SLI of the right shape may still have wrong. */
export function sliProblems(place: Place, sli: SliYaml, around: ServiceSurroundings): readonly Problem[] {
  const { events, latency, ratio, quality, freshness, batch, remaining } = sli
  const [kind, asked] = Object.entries(sli)[0] ?? []
  if (kind === undefined || kind === 'pushed' || kind === 'composite') return []
  const at = place.at(kind)
  const named = asked !== undefined && 'source' in asked ? asked.source : undefined
  return [
    ...sourceProblems(at, named, around.sources),
    ...query(at, 'good', events?.good, 'counter'),
    ...query(at, 'bad', events?.bad, 'counter'),
    ...query(at, 'total', events?.total, 'counter'),
    ...(events === undefined ? [] : sameCount(at, events)),
    ...(latency === undefined ? [] : histogramProblems(at.at('histogram'), latency.histogram)),
    ...query(at, 'expr', ratio?.expr, 'over-window'),
    ...(quality === undefined ? [] : qualityProblems(at, quality)),
    ...(freshness === undefined ? [] : freshnessProblems(at, freshness)),
    ...(batch === undefined ? [] : batchProblems(at, batch)),
    ...query(at, 'expr', remaining?.expr, 'instant'),
    ...query(at, 'burn_rate', remaining?.burn_rate, 'over-window'),
  ]
}

function query(
  place: Place,
  key: string,
  text: string | undefined,
  form: Parameters<typeof promqlFault>[1],
): readonly Problem[] {
  const fault = text === undefined ? null : promqlFault(text, form)
  return fault === null ? [] : [place.at(key).problem(fault)]
}

/** A part that is the whole says nothing of what happened. */
function sameCount(place: Place, { good, bad, total }: NonNullable<SliYaml['events']>): readonly Problem[] {
  const plain = (text: string | undefined): string | undefined => text?.replaceAll(/\s+/g, '')
  if (plain(bad) === plain(total))
    return [
      place
        .at('bad')
        .problem('the same as total, so that every event would be bad; count the bad ones alone'),
    ]
  if (plain(good) === plain(total))
    return [
      place
        .at('good')
        .problem('the same as total, so that no event is ever bad; count the good ones alone', 'warning'),
    ]
  return []
}

function qualityProblems(place: Place, { gauge, by, every }: QualityYaml): readonly Problem[] {
  const formed = query(place, 'gauge', gauge, 'instant')
  const bySamples =
    by === 'samples' && formed.length === 0 && !isSelector(gauge)
      ? [
          place
            .at('gauge')
            .problem(
              `found ${found(gauge, 'gauge')}; an expression has no samples to count, only a selector has; or write by: time`,
            ),
        ]
      : []
  return [...formed, ...bySamples, ...atLeast(place, 'every', every, 1_000, '1s')]
}

function freshnessProblems(
  place: Place,
  { gauge, max_age: maxAge, every, gone_after: goneAfter }: FreshnessYaml,
): readonly Problem[] {
  return [
    ...selector(place, 'gauge', gauge),
    ...atLeast(place, 'every', every, 1_000, '1s'),
    ...atLeast(place, 'gone_after', goneAfter, millis(maxAge), `max_age, ${maxAge}`),
  ]
}

function batchProblems(place: Place, batch: BatchYaml): readonly Problem[] {
  return [
    ...(['runs', 'completed', 'succeeded', 'failed', 'duration'] as const).flatMap((key) =>
      selector(place, key, batch[key]),
    ),
    ...(batch.histogram === undefined ? [] : histogramProblems(place.at('histogram'), batch.histogram)),
    ...atLeast(place, 'every', batch.every, 10 * 60_000, '10m; count more frequent jobs with runs'),
  ]
}

const atLeast = (
  place: Place,
  key: string,
  value: string | undefined,
  leastMs: number,
  least: string,
): readonly Problem[] =>
  value === undefined || millis(value) >= leastMs
    ? []
    : [place.at(key).problem(`found ${value}; allowed: at least ${least}`)]

function selector(place: Place, key: string, text: string | undefined): readonly Problem[] {
  if (text === undefined || isSelector(text)) return []
  const help = 'allowed: a selector such as nightly_job_runs_total{job="scoring"}'
  const fault = promqlFault(text, 'instant')
  return [place.at(key).problem(fault ?? `found ${found(text, key)}; ${help}`)]
}

const SELECTOR_HELP = 'allowed: a selector such as http_request_duration_seconds{job="api"}'

function histogramProblems(place: Place, histogram: string): readonly Problem[] {
  const suffix = /(_bucket|_count|_sum)$/.exec(parseSelector(histogram)?.name ?? '')?.[1]
  if (suffix !== undefined) return [place.problem(`leave ${suffix} away; Budgeteer adds the suffixes itself`)]
  if (isSelector(histogram)) return []
  const fault = promqlFault(histogram, 'instant')
  return [place.problem(fault ?? `found "${histogram}"; ${SELECTOR_HELP}`)]
}

function sourceProblems(
  place: Place,
  named: string | undefined,
  sources: readonly string[] | undefined,
): readonly Problem[] {
  if (sources === undefined) return []
  const at = place.at('source')
  if (named !== undefined || impliedSource(sources) !== undefined)
    return unknownName(at, 'source', named, sources)
  const all = sources.length === 0 ? 'budgeteer.yaml has none' : `known: ${sources.join(', ')}`
  return [at.problem(`missing; which source is asked? (${all})`)]
}
