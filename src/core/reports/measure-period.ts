import { type Money, moneyOf } from '../cost/money.ts'
import { readingOf } from '../budgets/reading-of.ts'
import type { SliMeasurement, SliSource } from '../budgets/sli-source.ts'
import { hasStopped } from '../budgets/newest-sample.ts'
import { type Service, type Slo, sloKey } from '../budgets/slo.ts'
import { rolling, windowAt, windowText } from '../budgets/slo-window.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Period } from '../kernel/time/period.ts'
import type { MeasuredFigures, MissingFigures, PeriodFigures } from './period-figures.ts'

/**
 * Asks the source about every SLO over exactly the period, at its end: maintenance left out, composites worked out of their
 * parts, as a poll does. Where a source fails the figures are missing. Rejects only when `signal` aborts.
 *
 * @param at when it is asked; a period that goes on must be cut here before
 */
export async function measurePeriod(
  source: SliSource,
  services: readonly Service[],
  period: Period,
  at: number,
  signal?: AbortSignal,
): Promise<readonly Omit<PeriodFigures, 'missed'>[]> {
  const lengthMs = period.until - period.from
  const all = services.flatMap((service) => service.slos.map((slo) => ({ service, slo })))
  const isFixed = ({ slo }: { readonly slo: Slo }): boolean => hasFixedWindow(slo)
  const asked = [
    // At its very end a calendar window would be the next one.
    { over: 'window' as const, at: period.until - 1, some: all.filter(isFixed).map(withOwnWindow) },
    {
      over: 'period' as const,
      at: period.until,
      some: all.filter((one) => !isFixed(one)).map(during(lengthMs)),
    },
  ]
  const found = new Map<string, PeriodFigures['measured']>()
  for (const { over, at: end, some } of asked) {
    if (some.length === 0) continue
    const questions = some.map((slo) => ({ slo, lookbacksMs: [windowAt(slo.window, end).lookbackMs] }))
    const measured = await source.measure(questions, end, signal)
    for (const slo of some)
      found.set(sloKey(slo), figuresOf(slo, measured.get(sloKey(slo)) ?? NOTHING, end, over))
  }
  return all.map(({ service, slo }) => {
    const figures = found.get(sloKey(slo)) ?? NO_ANSWER
    return {
      service: service.name,
      slo: slo.name,
      from: period.from,
      until: period.until,
      measuredAt: at,
      serviceTitle: service.title,
      sloTitle: slo.title,
      objective: slo.objective.percent,
      agreement: slo.agreement?.percent ?? null,
      window: windowText(slo.window),
      measured: figures,
      lost: lostIn(service, figures),
    }
  })
}

/** Only what happened in the period has a price in it. */
function lostIn({ cost }: Service, figures: PeriodFigures['measured']): Money | null {
  if (figures.kind === 'missing' || figures.over === 'window') return null
  const { errorRatio, measuredMs, good, total } = figures
  return moneyOf(cost, {
    badMinutes: (errorRatio * measuredMs) / MINUTE_MS,
    failedRequests: good === null || total === null ? null : total - good,
  })
}

const NOTHING: SliMeasurement = { samples: new Map() }
const NO_ANSWER: MissingFigures = { kind: 'missing', reason: 'no_data', detail: 'the source gave no answer' }

/** Whether something else has worked its figures out over windows of its own, itself or a part of it. */
function hasFixedWindow({ sli }: Slo): boolean {
  switch (sli.kind) {
    case 'recorded':
    case 'remaining':
      return true
    case 'ratio':
      return !sli.expr.includes('$window')
    case 'composite':
      return sli.parts.some(({ slo }) => hasFixedWindow(slo))
    default:
      return false
  }
}

/** A report shows the plain figures of young data, and how much of it there is. */
const withOwnWindow = ({ slo }: { readonly slo: Slo }): Slo => plain(slo, (one) => one.window)

const during =
  (lengthMs: number) =>
  ({ slo }: { readonly slo: Slo }): Slo =>
    plain(slo, () => rolling(lengthMs))

function plain(slo: Slo, window: (slo: Slo) => Slo['window']): Slo {
  const { sli } = slo
  return {
    ...slo,
    window: window(slo),
    youngBelow: 0,
    burnRules: [],
    sli:
      sli.kind === 'composite'
        ? { ...sli, parts: sli.parts.map((part) => ({ ...part, slo: plain(part.slo, window) })) }
        : sli,
  }
}

/** Data that lacks no more of a period than this at an end of it stands for the whole. */
const EDGE_RATIO = 0.01

function figuresOf(
  slo: Slo,
  measurement: SliMeasurement,
  end: number,
  over: MeasuredFigures['over'],
): PeriodFigures['measured'] {
  // Data that stopped within the period says what it can; its end is told.
  const { newest, ...figures } = measurement
  const reading = readingOf(slo, figures, end)
  if (reading.kind === 'missing') return { kind: 'missing', reason: reading.reason, detail: reading.detail }
  const { lookbackMs } = windowAt(slo.window, end)
  const { coverage, excludedMs = 0, good, total, errorRatio, remainingRatio, warning = null } = reading
  const isWorthTelling = (lackingMs: number): boolean => lackingMs > lookbackMs * EDGE_RATIO
  const dataFrom = isWorthTelling((1 - coverage) * lookbackMs)
    ? end - Math.round(coverage * lookbackMs)
    : null
  const dataUntil =
    newest !== undefined && hasStopped(newest, end) && isWorthTelling(end - newest.at) ? newest.at : null
  const spanMs = (dataUntil ?? end) - (dataFrom ?? end - lookbackMs)
  return {
    kind: 'measured',
    over,
    good,
    total,
    errorRatio,
    remainingRatio,
    measuredMs: Math.max(0, spanMs - excludedMs),
    excludedMs,
    dataFrom,
    dataUntil,
    warning,
  }
}
