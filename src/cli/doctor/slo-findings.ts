import { percentText } from '../../core/budgets/percent.ts'
import type { NewestSample } from '../../core/budgets/newest-sample.ts'
import type { MissingReading } from '../../core/budgets/reading.ts'
import { readingOf } from '../../core/budgets/reading-of.ts'
import type { MissingReason, SliSample } from '../../core/budgets/sli-source.ts'
import { type Slo, sloKey } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import { missingWords } from '../../core/status/slo-words.ts'
import { type Finding, good, problem, warning } from './finding.ts'

/** What one try over an SLO's own window gave. */
export interface Measured {
  readonly sample: SliSample
  /** Share of the window that the history covers. */
  readonly coverage?: number
  readonly newest?: NewestSample
  /** What is asked of the source, over the SLO's own window; empty where nothing is. */
  readonly queries: readonly { readonly role: string; readonly promql: string }[]
}

const TODO: Readonly<Record<MissingReason, string>> = {
  no_data: 'see whether the series exists under this name',
  data_stopped: 'see whether its targets are scraped, its rules evaluated or its counts pushed',
  low_traffic: 'nothing to do if so little traffic is usual; else lower min_events',
  no_traffic: 'nothing to do if the service is idle; else see whether the right series is counted',
  implausible: 'see what is counted',
  not_a_number: 'see what the query returns',
  query_failed: 'fix the query',
  source_unreachable: 'see whether the source runs',
  source_timeout: 'record the expression in a rule, or give the source a longer timeout',
}

/** Nothing is asked for a composite: what keeps it from a figure is found at its parts. */
export const compositeFindings = (slos: readonly Slo[]): readonly Finding[] =>
  slos.flatMap((slo) =>
    slo.sli.kind === 'composite'
      ? [
          good(
            'slos',
            `${sloKey(slo)} is worked out from ${slo.sli.parts.map((part) => sloKey(part.slo)).join(', ')}`,
          ),
        ]
      : [],
  )

const stoppedSince = ({ reason, newestAt }: MissingReading): string | undefined =>
  reason === 'data_stopped' && newestAt !== undefined ? `no data since ${isoTime(newestAt)}` : undefined

/** Whether an SLO has a figure, and which; with its queries. */
export function sloFinding(slo: Slo, at: number, measured: Measured, boundaries: readonly number[]): Finding {
  const queries = measured.queries.map(({ role, promql }) => ({ role, promql: onOneLine(promql) }))
  return { ...figureFinding(slo, at, measured, boundaries), ...(queries.length > 0 && { queries }) }
}

/** Without comments, which would end with the line that is no longer there. */
const onOneLine = (promql: string): string =>
  promql
    .replaceAll(
      /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|#[^\n]*/g,
      (_, quoted?: string) => quoted ?? '',
    )
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()

function figureFinding(slo: Slo, at: number, measured: Measured, boundaries: readonly number[]): Finding {
  const { sample, coverage = 1, newest, queries } = measured
  const tryIt = queries.map(({ promql }) => promql).join('   and   ')
  const key = sloKey(slo)
  const reading = readingOf(
    slo,
    {
      samples: new Map([[windowAt(slo.window, at).lookbackMs, sample]]),
      coverage,
      ...(newest && { newest }),
    },
    at,
  )
  if (reading.kind === 'missing') {
    const why = stoppedSince(reading) ?? reading.detail
    const text = `${key} has no figure (${missingWords(reading.reason)}): ${why}`
    const shown = tryIt === '' || reading.detail.includes(tryIt) ? '' : `: ${tryIt}`
    const todo = tryIt === '' ? 'push counts to POST /v1/events' : `${TODO[reading.reason]}${shown}`
    const isEarly = reading.reason.endsWith('_traffic') || tryIt === ''
    return isEarly ? warning('slos', text, todo) : problem('slos', text, todo)
  }
  const text = `${key}: ${percentText(reading.remainingRatio, boundaries)} of the budget left`
  if (coverage >= 1) return good('slos', text)
  const covered = percentText(coverage, [0, 1])
  return warning(
    'slos',
    `${text}, but the history covers ${covered} of the window`,
    'older errors are not counted; this passes with time, unless the source keeps less than the window',
  )
}
