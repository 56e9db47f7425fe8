import type { Configuration } from '../config/load-configuration.ts'
import { BURN_SEVERITIES, type BurnSeverity } from '../core/budgets/burn-rule.ts'
import { usableRules } from '../core/budgets/burn-tables.ts'
import { allParts } from '../core/budgets/composed-source.ts'
import { type Service, type Slo, sloKey } from '../core/budgets/slo.ts'
import { rolling } from '../core/budgets/slo-window.ts'
import { suggestion } from '../core/kernel/nearest.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import { DAY_MS, HOUR_MS } from '../core/kernel/time/duration.ts'
import type { Catalog } from '../core/policy/catalog.ts'
import {
  type ObjectiveSuggestion,
  type PastWindow,
  suggestedObjective,
  windowsBySlo,
} from '../core/what-if/suggested-objective.ts'
import { backtest, type BacktestOptions } from './backtest.ts'

export interface SuggestOptions extends Omit<
  BacktestOptions,
  'configuration' | 'policies' | 'services' | 'stepMs' | 'onLook' | 'lastMs'
> {
  readonly configuration: Pick<Configuration, 'settings' | 'catalog' | 'roleBook'>
  /** Only this service. */
  readonly service?: string
  readonly lastMs: number
  readonly windowMs: number
}

/** What burn alerts would have done for an objective. */
export interface SuggestedAlerts {
  readonly severity: BurnSeverity
  readonly fired: number
  /** In which at least a tenth of the budget was spent. */
  readonly significant: number
}

export interface SuggestedSlo {
  readonly service: string
  readonly slo: string
  readonly title: string
  readonly present: string
  readonly suggestion: ObjectiveSuggestion
  /** Of the suggested objective over the time that was played; empty without a suggestion. */
  readonly alerts: readonly SuggestedAlerts[]
}

export const USUAL_SUGGESTION = { lastMs: 365 * DAY_MS, windowMs: 28 * DAY_MS } as const
/** Burn alerts are looked at by the hour, over so long at most. */
const ALERTS_OVER_MS = 90 * DAY_MS
/** As much of a budget is worth an alert. */
export const SIGNIFICANT_RATIO = 0.1

/** What objectives the past supports, and the burn alerts that they would have fired. Rejects as a backtest does. */
export async function suggest(options: SuggestOptions): Promise<readonly SuggestedSlo[]> {
  const { configuration, service: name, lastMs, windowMs } = options
  const { catalog } = configuration
  const chosen = [...catalog.services.values()].filter((one) => name === undefined || one.name === name)
  if (chosen.length === 0)
    throw new OperatorError(
      `no service is called ${name ?? ''}${suggestion(name ?? '', [...catalog.services.keys()])}`,
      null,
    )
  const asked = new Set([
    ...chosen.map((one) => one.name),
    ...chosen.flatMap(({ slos }) => slos.flatMap(allParts)).map(({ service }) => service),
  ])
  const past = await pastWindows(options, [...asked])
  const windowsOf = windowsBySlo(past)
  const told = new Map(
    chosen.flatMap(({ slos }) =>
      slos.map((slo) => [sloKey(slo), suggestedObjective(slo, windowMs, windowsOf)] as const),
    ),
  )
  const alerts = await alertsOf(options, chosen, told, Math.min(lastMs, ALERTS_OVER_MS))
  return chosen.flatMap(({ slos }) =>
    slos.flatMap((slo): SuggestedSlo[] => {
      const found = told.get(sloKey(slo))
      if (found === undefined) return []
      return [
        {
          service: slo.service,
          slo: slo.name,
          title: slo.title,
          present: slo.objective.percent,
          suggestion: found,
          alerts: found.kind === 'suggested' ? alerts(slo) : [],
        },
      ]
    }),
  )
}

/** Each whole window that ended on a day of the past, by `sloKey`, oldest first. */
async function pastWindows(
  options: SuggestOptions,
  services: readonly string[],
): Promise<ReadonlyMap<string, readonly PastWindow[]>> {
  const { configuration, lastMs, windowMs } = options
  const found = new Map<string, PastWindow[]>()
  await backtest({
    ...options,
    configuration: withSlos(configuration, (slo) => ({ ...slo, window: rolling(windowMs) })),
    services,
    lastMs: Math.max(DAY_MS, lastMs - windowMs),
    stepMs: DAY_MS,
    onLook: (_, { at, readings }) => {
      for (const reading of readings) {
        if (reading.kind === 'missing' || reading.coverage < 1) continue
        const key = sloKey({ service: reading.service, name: reading.slo })
        const window = { at, goodRatio: 1 - reading.errorRatio, total: reading.total }
        found.set(key, [...(found.get(key) ?? []), window])
      }
    },
  })
  return found
}

async function alertsOf(
  options: SuggestOptions,
  chosen: readonly Service[],
  told: ReadonlyMap<string, ObjectiveSuggestion>,
  lastMs: number,
): Promise<(slo: Slo) => readonly SuggestedAlerts[]> {
  const { configuration, windowMs } = options
  const isSuggested = (slo: Slo): boolean => told.get(sloKey(slo))?.kind === 'suggested'
  const services = chosen.filter(({ slos }) => slos.some(isSuggested)).map(({ name }) => name)
  if (services.length === 0) return () => []
  const window = rolling(windowMs)
  const spent = new Map<string, { readonly at: number; readonly ratio: number }[]>()
  const played = await backtest({
    ...options,
    configuration: withSlos(configuration, (slo) => {
      const found = told.get(sloKey(slo))
      const objective = found?.kind === 'suggested' ? found.suggested : slo.objective
      return {
        ...slo,
        window,
        objective,
        burnRules: slo.burnRules ?? usableRules('workbook', window, objective),
      }
    }),
    services,
    lastMs,
    stepMs: HOUR_MS,
    onLook: (_, { at, readings }) => {
      for (const reading of readings) {
        if (reading.kind === 'missing') continue
        const key = sloKey({ service: reading.service, name: reading.slo })
        const ratio = ((reading.burnRates['1h'] ?? 0) * HOUR_MS) / windowMs
        spent.set(key, [...(spent.get(key) ?? []), { at, ratio }])
      }
    },
  })
  const all = played.policies[0]?.services ?? []
  return (slo) =>
    BURN_SEVERITIES.map((severity) => {
      const fired = (all.find(({ service }) => service === slo.service)?.burnAlerts ?? []).filter(
        (alert) => alert.slo === slo.name && alert.severity === severity,
      )
      const costOf = (from: number, until: number | null): number =>
        (spent.get(sloKey(slo)) ?? [])
          .filter(({ at }) => at >= from && at <= (until ?? Infinity))
          .reduce((sum, { ratio }) => sum + ratio, 0)
      const significant = fired.filter(({ from, until }) => costOf(from, until) >= SIGNIFICANT_RATIO)
      return { severity, fired: fired.length, significant: significant.length }
    })
}

function withSlos(
  configuration: SuggestOptions['configuration'],
  change: (slo: Slo) => Slo,
): SuggestOptions['configuration'] {
  const services: Catalog['services'] = new Map(
    [...configuration.catalog.services].map(([name, service]) => [
      name,
      { ...service, slos: service.slos.map(change) },
    ]),
  )
  return { ...configuration, catalog: { ...configuration.catalog, services } }
}
