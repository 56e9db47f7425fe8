import type { Service } from '../budgets/slo.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { ChangedObjective } from './what-if-question.ts'

/** The catalog with other objectives for one service; why not, where it is not clear of which SLO. */
export function withObjectives(
  catalog: Catalog,
  service: Service,
  objectives: readonly ChangedObjective[],
): Catalog | string {
  const names = service.slos.map(({ name }) => name)
  for (const { slo } of objectives) {
    if (slo === null && names.length > 1)
      return `${service.name} has the SLOs ${names.join(', ')}: say which objective changes, such as ${names[0] ?? ''}=99.9`
    if (slo !== null && !names.includes(slo))
      return `${service.name} has no SLO ${slo}; it has ${names.join(', ')}`
  }
  if (objectives.length === 0) return catalog
  const slos = service.slos.map((slo) => {
    const changed = objectives.find((one) => one.slo === null || one.slo === slo.name)
    return changed === undefined ? slo : { ...slo, objective: changed.objective }
  })
  return { ...catalog, services: new Map([...catalog.services, [service.name, { ...service, slos }]]) }
}
