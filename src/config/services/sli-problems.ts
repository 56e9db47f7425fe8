import { millis } from '../reading/fields.ts'
import { found } from '../reading/found.ts'
import { unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import { isSelector, promqlFault } from './promql-form.ts'
import { impliedSource, type ServiceSurroundings } from './service-surroundings.ts'
import type { BatchYaml, FreshnessYaml, QualityYaml, SliYaml } from './sli-shape.ts'
import type { Path, YamlFile } from '../reading/yaml-file.ts'

/** What an SLI of the right shape may still have wrong. */
export function sliProblems(
  file: YamlFile,
  path: Path,
  sli: SliYaml,
  around: ServiceSurroundings,
): readonly Problem[] {
  const { events, latency, ratio, quality, freshness, batch, remaining } = sli
  const [kind, asked] = Object.entries(sli)[0] ?? []
  if (kind === undefined || kind === 'pushed' || kind === 'composite') return []
  const at = [...path, kind]
  const named = asked !== undefined && 'source' in asked ? asked.source : undefined
  return [
    ...sourceProblems(file, at, named, around.sources),
    ...query(file, at, 'good', events?.good, 'counter'),
    ...query(file, at, 'bad', events?.bad, 'counter'),
    ...query(file, at, 'total', events?.total, 'counter'),
    ...(latency === undefined ? [] : histogramProblems(file, [...at, 'histogram'], latency.histogram)),
    ...query(file, at, 'expr', ratio?.expr, 'over-window'),
    ...(quality === undefined ? [] : qualityProblems(file, at, quality)),
    ...(freshness === undefined ? [] : freshnessProblems(file, at, freshness)),
    ...(batch === undefined ? [] : batchProblems(file, at, batch)),
    ...query(file, at, 'expr', remaining?.expr, 'instant'),
    ...query(file, at, 'burn_rate', remaining?.burn_rate, 'over-window'),
  ]
}

function query(
  file: YamlFile,
  path: Path,
  key: string,
  text: string | undefined,
  form: Parameters<typeof promqlFault>[1],
): readonly Problem[] {
  const fault = text === undefined ? null : promqlFault(text, form)
  return fault === null ? [] : [file.problem([...path, key], fault)]
}

function qualityProblems(file: YamlFile, path: Path, { gauge, by, every }: QualityYaml): readonly Problem[] {
  const formed = query(file, path, 'gauge', gauge, 'instant')
  const bySamples =
    by === 'samples' && formed.length === 0 && !isSelector(gauge)
      ? [
          file.problem(
            [...path, 'gauge'],
            `found ${found(gauge, 'gauge')}; an expression has no samples to count, only a selector has; or write by: time`,
          ),
        ]
      : []
  return [...formed, ...bySamples, ...atLeast(file, path, 'every', every, 1_000, '1s')]
}

function freshnessProblems(
  file: YamlFile,
  path: Path,
  { gauge, max_age: maxAge, every, gone_after: goneAfter }: FreshnessYaml,
): readonly Problem[] {
  return [
    ...selector(file, path, 'gauge', gauge),
    ...atLeast(file, path, 'every', every, 1_000, '1s'),
    ...atLeast(file, path, 'gone_after', goneAfter, millis(maxAge), `max_age, ${maxAge}`),
  ]
}

function batchProblems(file: YamlFile, path: Path, batch: BatchYaml): readonly Problem[] {
  return [
    ...(['runs', 'completed', 'succeeded', 'failed', 'duration'] as const).flatMap((key) =>
      selector(file, path, key, batch[key]),
    ),
    ...(batch.histogram === undefined
      ? []
      : histogramProblems(file, [...path, 'histogram'], batch.histogram)),
    ...atLeast(file, path, 'every', batch.every, 10 * 60_000, '10m; count more frequent jobs with runs'),
  ]
}

const atLeast = (
  file: YamlFile,
  path: Path,
  key: string,
  value: string | undefined,
  leastMs: number,
  least: string,
): readonly Problem[] =>
  value === undefined || millis(value) >= leastMs
    ? []
    : [file.problem([...path, key], `found ${value}; allowed: at least ${least}`)]

function selector(file: YamlFile, path: Path, key: string, text: string | undefined): readonly Problem[] {
  if (text === undefined || isSelector(text)) return []
  const help = 'allowed: a selector such as nightly_job_runs_total{job="scoring"}'
  const fault = promqlFault(text, 'instant')
  return [file.problem([...path, key], fault ?? `found ${found(text, key)}; ${help}`)]
}

const SELECTOR_HELP = 'allowed: a selector such as http_request_duration_seconds{job="api"}'

function histogramProblems(file: YamlFile, path: Path, histogram: string): readonly Problem[] {
  const suffix = /^\w+(_bucket|_count|_sum)\b/.exec(histogram.trim())?.[1]
  if (suffix !== undefined)
    return [file.problem(path, `leave ${suffix} away; Budgeteer adds the suffixes itself`)]
  if (isSelector(histogram)) return []
  const fault = promqlFault(histogram, 'instant')
  return [file.problem(path, fault ?? `found "${histogram}"; ${SELECTOR_HELP}`)]
}

function sourceProblems(
  file: YamlFile,
  path: Path,
  named: string | undefined,
  sources: readonly string[] | undefined,
): readonly Problem[] {
  if (sources === undefined) return []
  const at = [...path, 'source']
  if (named !== undefined || impliedSource(sources) !== undefined)
    return unknownName(file, at, 'source', named, sources)
  const all = sources.length === 0 ? 'budgeteer.yaml has none' : `known: ${sources.join(', ')}`
  return [file.problem(at, `missing; which source is asked? (${all})`)]
}
