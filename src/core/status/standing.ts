import { type Catalog, governed } from '../policy/catalog.ts'
import { levelFor } from '../policy/condition.ts'
import { levelNamed, levelRank, type Policy } from '../policy/policy.ts'
import type { FreezeReport, ServiceReport, SloReport } from './status-report.ts'

/** How well something stands, the worst first. `unknown` is what nobody has measured. */
export const STANDINGS = ['bad', 'unknown', 'poor', 'fair', 'good'] as const
export type Standing = (typeof STANDINGS)[number]

/**
 * Of a service: by its level and by whatever blocks beside it, whichever is worse. With a correctness incident or a freeze of all
 * changes it is bad, whatever its budget.
 */
export function standingOf(service: ServiceReport, catalog: Catalog): Standing {
  const policy = governed(catalog, service.service)?.policy
  const { level, freezes, alerts } = service
  const found: Standing[] = [standingOfLevel(level, policy)]
  for (const freeze of freezes) if (isFreezing(freeze)) found.push(freeze.changes === null ? 'bad' : 'poor')
  for (const { severity } of alerts) found.push(severity === 'page' ? 'poor' : 'fair')
  return STANDINGS.find((standing) => found.includes(standing)) ?? 'good'
}

/** Of one SLO, by its own budget alone. */
export function standingOfSlo({ remainingRatio }: SloReport, policy: Policy | undefined): Standing {
  if (remainingRatio === null || policy === undefined) return 'unknown'
  return standingOfLevel(levelFor(policy, { remainingRatio }).name, policy)
}

/** Of a level, by how far it stands from the best one of its policy. */
export function standingOfLevel(level: string, policy: Policy | undefined): Standing {
  const rank = policy === undefined ? 0 : levelRank(policy, level)
  if (policy === undefined || rank === policy.levels.length) return 'unknown'
  const share = rank / Math.max(1, policy.levels.length - 1)
  return share === 0 ? 'good' : share < 0.5 ? 'fair' : share < 1 ? 'poor' : 'bad'
}

/** Whether its level or anything beside it freezes changes now. In shadow nothing is frozen. */
export function isFrozen({ service, level, freezes, enforcement }: ServiceReport, catalog: Catalog): boolean {
  if (enforcement === 'shadow') return false
  const policy = governed(catalog, service)?.policy
  return (policy !== undefined && levelNamed(policy, level)?.freeze === true) || freezes.some(isFreezing)
}

/** Hours of a day are no freeze: they come and go by themselves. */
const isFreezing = ({ kind, inForce }: FreezeReport): boolean => inForce && kind !== 'hours'
