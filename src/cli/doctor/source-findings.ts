import { prometheusOptions } from '../../app/adapter-options.ts'
import type { Secrets } from '../../config/settings/secrets.ts'
import type { Settings } from '../../config/settings/settings-reader.ts'
import type { PrometheusSettings } from '../../config/settings/source-reader.ts'
import type { Service, Slo } from '../../core/budgets/slo.ts'
import { sloKey } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import type { SloCheck, SourceCheck } from '../../adapters/prometheus/check-source.ts'
import { prometheusSource } from '../../adapters/prometheus/source.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { DAY_MS, formatDuration, parseDuration, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { discoveryFindings, recordedFindings } from './discovery-findings.ts'
import { type Finding, good, problem, skewFinding, warning } from './finding.ts'
import { type Measured, sloFinding } from './slo-findings.ts'

/** Of the questions to the server itself, and again of those for its SLOs. */
const HURRIED_POLL_MS = 25 * SECOND_MS

export interface SourceCheckup {
  readonly settings: Settings
  readonly secrets: Secrets
  readonly slos: readonly Slo[]
  /** Of the configuration, by name. */
  readonly services: ReadonlyMap<string, Service>
  /** Where a shown percentage of this SLO's budget must not round across. */
  readonly boundaries: (slo: Slo) => readonly number[]
}

/** One source and the SLOs that are measured on it, each query tried once. Rejects when `signal` aborts. */
export async function sourceFindings(
  source: PrometheusSettings,
  checkup: SourceCheckup,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { settings, secrets, slos, services, boundaries } = checkup
  const { name } = source
  if (source.auth !== null && isEmpty(secrets, name))
    return [
      problem('sources', `${name} was not asked: its secret is not set`, 'set the variable named above'),
    ]
  // A poll retries; doctor reports the first failure.
  const [options] = await prometheusOptions({ ...settings, sources: new Map([[name, source]]) }, secrets)
  if (options === undefined) return []
  const hurried = { ...options, retries: 0, pollTimeoutMs: HURRIED_POLL_MS }
  const prometheus = prometheusSource([hurried], systemClock)
  try {
    const check = await prometheus.check(name, slos, signal)
    if (check === undefined) return []
    const ownSlos = slos.filter(({ sli }) => 'source' in sli && sli.source === name)
    const bySlo = new Map(slos.map((slo) => [sloKey(slo), slo]))
    return [
      ...serverFindings(check, ownSlos),
      ...check.slos.flatMap((one) => {
        const slo = bySlo.get(one.slo)
        return slo === undefined ? [] : [sloFinding(slo, check.at, measuredBy(one), boundaries(slo))]
      }),
      ...(check.reachable
        ? [
            ...(await recordedFindings(source, ownSlos, prometheus, check.at, signal)),
            ...(await discoveryFindings(source, settings, services, prometheus, check.at, signal)),
          ]
        : []),
    ]
  } finally {
    void prometheus.close()
  }
}

function isEmpty({ sources }: Secrets, name: string): boolean {
  const credentials = sources.get(name)
  switch (credentials?.kind) {
    case 'bearer':
      return credentials.token === ''
    case 'basic':
      return credentials.password === ''
    case 'header':
      return credentials.value === ''
    case undefined:
      return true
  }
}

const measuredBy = ({ sample, coverage, newest, queries }: SloCheck): Measured => ({
  sample,
  ...(coverage !== undefined && { coverage }),
  ...(newest !== undefined && { newest }),
  queries,
})

function serverFindings(check: SourceCheck, slos: readonly Slo[]): readonly Finding[] {
  const { name, url, version, clockSkewMs } = check
  if (!check.reachable)
    return [
      problem(
        'sources',
        `${name} at ${url} cannot be asked: ${check.problem ?? 'no answer'}`,
        'see whether it runs, whether this machine reaches it, and whether sources in budgeteer.yaml is right',
      ),
    ]
  return [
    good('sources', `${name} at ${url} answers${version === undefined ? '' : `, version ${version}`}`),
    ...(check.problem === undefined
      ? []
      : [problem('sources', `${name}: ${check.problem}`, 'give the address below which /api/v1 hangs')]),
    ...retentionFindings(check, slos),
    ...(clockSkewMs === undefined ? [] : [skewFinding('sources', `${name}'s`, clockSkewMs)]),
  ]
}

/** Milliseconds of the window, for a calendar one of the period that is now. */
const longestOf = ({ window }: Slo): number => windowAt(window, systemClock.now()).lengthMs

function retentionFindings({ name, retention }: SourceCheck, slos: readonly Slo[]): readonly Finding[] {
  const keptMs = keptFor(retention)
  const short = slos.filter((slo) => keptMs !== undefined && longestOf(slo) > keptMs)
  const longestMs = Math.max(0, ...short.map(longestOf))
  if (retention === undefined || keptMs === undefined) return []
  if (short.length === 0) return [good('sources', `${name} keeps ${retention}, enough for every window`)]
  return [
    warning(
      'sources',
      `${name} keeps ${retention}, less than the window of ${short.length} of its SLOs: older errors are not counted`,
      `give Prometheus --storage.tsdb.retention.time=${formatDuration(longestMs + DAY_MS)} or more`,
    ),
  ]
}

/** Milliseconds of `15d` or `15d or 1GiB`; undefined where only a size limits, or nothing is said. */
function keptFor(retention = ''): number | undefined {
  const [time = ''] = retention.split(' or ')
  return parseDuration(time.replaceAll(/(\d+)y/g, (_, years: string) => `${Number(years) * 365}d`))
}
