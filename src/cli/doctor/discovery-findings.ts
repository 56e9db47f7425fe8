import { missingWords } from '../../core/status/slo-words.ts'
import { counted } from '../../core/kernel/counted.ts'
import type { Service, Slo } from '../../core/budgets/slo.ts'
import { sloKey } from '../../core/budgets/slo.ts'
import { questionOf } from '../../core/budgets/reading-of.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { wantedBy } from '../../app/discovered-configuration.ts'
import type { PrometheusSettings } from '../../config/settings/source-reader.ts'
import type { Settings } from '../../config/settings/settings-reader.ts'
import type { PrometheusSource } from '../../adapters/prometheus/source.ts'
import { type Finding, good, problem, warning } from './finding.ts'

/** Of many things of one kind so many are named. */
const MOST_NAMED = 10

/** What recorded series are worth to the SLOs that are configured on a source. */
export async function recordedFindings(
  { name, recorded }: PrometheusSettings,
  slos: readonly Slo[],
  prometheus: PrometheusSource,
  at: number,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (!recorded || slos.length === 0) return []
  const writers = await prometheus.recordedBy(name, at, signal)
  const by = (writer: 'budgeteer' | 'sloth' | undefined): readonly Slo[] =>
    slos.filter((slo) => writers?.get(slo.service, slo.name) === writer)
  const ours = by('budgeteer')
  const foreign = by('sloth')
  const none = by(undefined)
  return [
    ...(ours.length === 0
      ? []
      : [good('sources', `${name} records ${counted(ours.length, 'SLO')}, which are read in one query`)]),
    ...(foreign.length === 0
      ? []
      : [meanOfRatios(name, foreign, 'the window is asked for by their own expressions')]),
    ...(none.length === 0
      ? []
      : [
          warning(
            'sources',
            `${name} records nothing of ${named(none.map(sloKey))}: their own expressions are asked`,
            'load the rules that `budgeteer rules` writes',
          ),
        ]),
  ]
}

/** What a search for SLOs finds, and what it does not follow. */
export async function discoveryFindings(
  { name, discover }: PrometheusSettings,
  settings: Settings,
  services: ReadonlyMap<string, Service>,
  prometheus: PrometheusSource,
  at: number,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (discover === null) return []
  const answer = await prometheus.discover(name, discover.serviceLabel, at, signal)
  if (answer?.kind !== 'found') {
    const text = `${name} could not be searched for SLOs: ${answer?.detail ?? 'no such source'}`
    return [problem('sources', text, 'see what the source says')]
  }
  const isWanted = wantedBy(settings)
  const wanted = answer.slos.filter((slo) => isWanted({ slo, source: name }))
  const followed = wanted.filter(({ service }) => !services.has(service))
  const configured = wanted.filter(({ service }) => services.has(service))
  const refused = answer.refused
    .slice(0, MOST_NAMED)
    .map(({ slo, reason }) =>
      warning('slos', `${slo}, which ${name} describes, is not followed: ${reason}`, 'fix its rules'),
    )
  return [
    summary(name, answer.slos, followed),
    ...(configured.length === 0
      ? []
      : [
          good(
            'slos',
            `${named(configured.map(sloKey))} of ${name}: services of that name are configured, and are followed as they are written`,
          ),
        ]),
    ...refused,
    ...(answer.refused.length > MOST_NAMED
      ? [warning('slos', `${answer.refused.length - MOST_NAMED} more are not followed`, 'fix their rules')]
      : []),
    ...(await figureFindings(name, followed, prometheus, at, signal)),
  ]
}

function summary(name: string, slos: readonly Slo[], followed: readonly Slo[]): Finding {
  if (slos.length === 0)
    return warning(
      'sources',
      `${name} describes no SLO`,
      'see whether recording rules of Sloth or Pyrra are loaded',
    )
  const of = new Set(followed.map(({ service }) => service)).size
  return good(
    'sources',
    `${name} describes ${counted(slos.length, 'SLO')}, of which ${followed.length} are followed without a file (${counted(of, 'service')})`,
  )
}

async function figureFindings(
  name: string,
  followed: readonly Slo[],
  prometheus: PrometheusSource,
  at: number,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (followed.length === 0) return []
  const measured = await prometheus.measure(
    followed.map((slo) => questionOf(slo, at)),
    at,
    signal,
  )
  const missing = followed.flatMap((slo) => {
    const sample = measured.get(sloKey(slo))?.samples.get(windowAt(slo.window, at).lookbackMs)
    return sample?.kind === 'missing'
      ? [`${sloKey(slo)} (${missingWords(sample.reason)}: ${sample.detail})`]
      : []
  })
  const writers = await prometheus.recordedBy(name, at, signal)
  const foreign = followed.filter(
    (slo) => isBySloth(slo) && writers?.get(slo.service, slo.name) !== 'budgeteer',
  )
  return [
    good(
      'slos',
      `${followed.length - missing.length} of ${counted(followed.length, 'discovered SLO')} have a figure`,
    ),
    ...(missing.length === 0
      ? []
      : [
          warning(
            'slos',
            `no figure: ${named(missing)}`,
            'see whether the series is recorded under this name',
          ),
        ]),
    ...(foreign.length === 0 ? [] : [meanOfRatios(name, foreign, 'there is no other')]),
  ]
}

const isBySloth = ({ sli }: Slo): boolean => sli.kind === 'recorded' && sli.by === 'sloth'

const meanOfRatios = (name: string, slos: readonly Slo[], instead: string): Finding =>
  warning(
    'sources',
    `${name}: Sloth records ${named(slos.map(sloKey))}; its figure of the whole window is the mean of five-minute ratios, in which a quiet hour weighs as much as a busy one; ${instead}`,
    'load the rules that `budgeteer rules` writes, which divide errors by total',
  )

const named = (texts: readonly string[]): string =>
  texts.length <= MOST_NAMED
    ? texts.join(', ')
    : `${texts.slice(0, MOST_NAMED).join(', ')} and ${texts.length - MOST_NAMED} more`
