import { prometheusSource } from '../adapters/prometheus/source.ts'
import type { PrometheusHooks } from '../adapters/prometheus/server.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { Settings } from '../config/settings/settings-reader.ts'
import { composedSource } from '../core/budgets/composed-source.ts'
import { excludingMaintenance } from '../core/budgets/excluding-maintenance.ts'
import { joinedSource } from '../core/budgets/joined-source.ts'
import type { MaintenanceWindow } from '../core/budgets/maintenance.ts'
import type { PushedCountStore } from '../core/budgets/pushed-counts.ts'
import { pushedSource } from '../core/budgets/pushed-source.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import { prometheusOptions } from './adapter-options.ts'

export interface Measuring {
  readonly settings: Settings
  readonly secrets: Secrets
  readonly pushedCounts: PushedCountStore
  readonly maintenance: () => readonly MaintenanceWindow[]
  readonly clock: Clock
  readonly hooks?: PrometheusHooks
}

/** What measures every SLO that can be configured, without what happens in maintenance; and Prometheus, to search it. */
export async function budgetSource(from: Measuring) {
  const options = await prometheusOptions(from.settings, from.secrets)
  const prometheus = prometheusSource(options, from.clock, from.hooks)
  // Prometheus comes last: it is asked of every source that nobody else has, and says that it does not know it.
  const all = joinedSource([pushedSource(from.pushedCounts), prometheus])
  return { prometheus, source: composedSource(excludingMaintenance(all, from.maintenance)) }
}
