import { type Catalog, governed } from '../policy/catalog.ts'
import type { ServiceReport } from './status-report.ts'

/** How far the level stands from the best one of its policy, as a share: 0 best, 1 worst or unknown. */
export function severityOf({ service, level }: ServiceReport, catalog: Catalog): number {
  const levels = governed(catalog, service)?.policy.levels ?? []
  const rank = levels.findIndex(({ name }) => name === level)
  return rank === -1 ? 1 : rank / Math.max(1, levels.length - 1)
}

/** The worst level first, then what has least left; what is unknown before what is known. */
export function worstFirst(services: readonly ServiceReport[], catalog: Catalog): readonly ServiceReport[] {
  const severities = new Map(services.map((service) => [service, severityOf(service, catalog)]))
  const severity = (service: ServiceReport): number => severities.get(service) ?? 1
  const left = ({ remainingRatio }: ServiceReport): number => remainingRatio ?? -Number.MAX_VALUE
  return services.toSorted((a, b) => severity(b) - severity(a) || left(a) - left(b))
}
