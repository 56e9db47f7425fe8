import { agreementOf } from '../budgets/agreement.ts'
import { spentShares } from '../budgets/composite.ts'
import { depletionNow, depletionWords, inMsOf } from '../budgets/depletion.ts'
import { linksOf } from '../budgets/links.ts'
import type { MeasuredReading, Reading } from '../budgets/reading.ts'
import type { CompositeSli, Service, Slo } from '../budgets/slo.ts'
import { windowAt, windowText } from '../budgets/slo-window.ts'
import type { AgreementReport, PartReport, SloReport } from './status-report.ts'
import { DAY_MS, SECOND_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'

/** The latest reading of an SLO. */
export type LatestReading = (slo: Slo) => Reading | undefined

/**
 * One SLO of a service as its latest reading has it, and its parts as theirs have them. A reading that is older than
 * `keptMs` is stale, and nothing is forecast from it.
 */
export function sloReport(
  slo: Slo,
  service: Service,
  latest: LatestReading,
  now: number,
  keptMs = Infinity,
): SloReport {
  const reading = latest(slo)
  const measured = reading?.kind === 'measured' ? reading : undefined
  const depletion = depletionNow(slo, reading, now, keptMs)
  const frame = {
    slo: slo.name,
    title: slo.title,
    objective: Number(slo.objective.percent),
    window: windowText(slo.window),
    windowSeconds: windowAt(slo.window, now).lengthMs / SECOND_MS,
    forecast: depletionWords(depletion),
    ...(reading?.newestAt !== undefined && { newestAt: isoTime(reading.newestAt) }),
    ...aboutSlo(slo, service, measured, latest, now),
  }
  if (measured === undefined) {
    return {
      ...frame,
      good: null,
      total: null,
      errorRatio: null,
      remainingRatio: null,
      burnRates: null,
      spentLastDayRatio: null,
      exhaustsInSeconds: null,
      coverage: null,
      ...whyMissing(reading),
    }
  }
  const { good, total, errorRatio, remainingRatio, burnRates, spentLastDayRatio, coverage } = measured
  return {
    ...frame,
    good,
    total,
    errorRatio,
    remainingRatio,
    burnRates,
    spentLastDayRatio,
    exhaustsInSeconds: seconds(inMsOf(depletion)),
    coverage,
    ...(measured.young !== undefined && { young: measured.young }),
    ...(measured.excludedMs !== undefined && { excludedSeconds: measured.excludedMs / SECOND_MS }),
    ...(measured.warning !== undefined && { warning: measured.warning }),
  }
}

function whyMissing(reading: Reading | undefined): Pick<SloReport, 'missing' | 'missingDetail'> {
  if (reading?.kind !== 'missing') return { missing: 'no_data', missingDetail: 'not polled yet' }
  const { reason, detail, newestAt } = reading
  const stopped = reason === 'data_stopped' && newestAt !== undefined
  return { missing: reason, missingDetail: stopped ? `no data since ${isoTime(newestAt)}` : detail }
}

function aboutSlo(
  slo: Slo,
  service: Service,
  reading: MeasuredReading | undefined,
  latest: LatestReading,
  now: number,
): Pick<SloReport, 'rationale' | 'journey' | 'links' | 'agreement' | 'method' | 'parts'> {
  const { rationale, sli } = slo
  const journey = slo.journey ?? service.journey
  const agreement = agreementReport(slo, reading, now)
  const links = linksOf({ service, slo, span: { from: now - DAY_MS, to: now } })
  return {
    ...(rationale !== undefined && { rationale }),
    ...(journey !== undefined && { journey }),
    ...(links.length > 0 && { links }),
    ...(agreement !== undefined && { agreement }),
    ...(sli.kind === 'composite' && { method: sli.method, parts: partReports(sli, latest) }),
  }
}

function agreementReport(
  slo: Slo,
  reading: MeasuredReading | undefined,
  now: number,
): AgreementReport | undefined {
  const agreement = agreementOf(slo, reading, now)
  if (agreement === undefined) return undefined
  const { remainingRatio, promised, aimed, headroomMs } = agreement
  return {
    objective: Number(slo.agreement?.percent),
    remainingRatio,
    allowedSeconds: tenths(promised.allowedMs),
    leftSeconds: promised.leftMs === null ? null : tenths(promised.leftMs),
    objectiveAllowedSeconds: tenths(aimed.allowedMs),
    objectiveLeftSeconds: aimed.leftMs === null ? null : tenths(aimed.leftMs),
    headroomSeconds: tenths(headroomMs),
  }
}

/** Without traffic a part is left out, and the shares of the others are whole without it. */
function partReports({ method, parts }: CompositeSli, latest: LatestReading): readonly PartReport[] {
  const told = parts.map(({ slo, weight }) => {
    const reading = latest(slo)
    const isIdle = reading?.kind === 'missing' && reading.reason.endsWith('_traffic')
    const successRatio = reading?.kind === 'measured' ? 1 - reading.errorRatio : null
    const missing = reading?.kind === 'measured' ? undefined : (reading?.reason ?? 'no_data')
    return { slo, weight, successRatio, missing, isKnown: successRatio !== null || isIdle }
  })
  const shares = told.every(({ isKnown }) => isKnown) ? spentShares(method, told) : []
  return told.map(({ slo, weight, successRatio, missing }, index) => ({
    service: slo.service,
    slo: slo.name,
    title: slo.title,
    ...(method === 'weighted' && { weight }),
    successRatio,
    spentShare: shares[index] ?? null,
    ...(missing !== undefined && { missing }),
  }))
}

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / SECOND_MS))

/** In seconds; tenths, because 4.32 minutes of a month are 259.2. */
const tenths = (ms: number): number => Math.round(ms / 100) / 10
