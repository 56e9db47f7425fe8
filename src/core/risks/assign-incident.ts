import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { suggestion } from '../kernel/nearest.ts'
import { actable } from '../incidents/correct-incident.ts'
import type { Incident } from '../incidents/incident.ts'
import type { Risk } from './risk.ts'
import type { RiskCatalog, RiskCatalogs } from './risk-catalog.ts'
import { catalogsOf } from './risk-report.ts'
import type { RiskWorld } from './risk-world.ts'

/** An incident, and the risk that it was a case of; null where it was a case of none. */
export interface AssignedIncident {
  readonly incident: Incident
  readonly risk: Risk | null
}

/**
 * Says which risk an incident was a case of, on the word of SRE. `named` is a risk's name, with its catalog's before a slash where two have
 * one of that name; null takes it away.
 */
export async function assignIncident(
  world: RiskWorld,
  id: string,
  named: string | null,
  userId: string,
): Promise<ActOutcome<AssignedIncident>> {
  const found = await actable(world, id, userId)
  if (found.kind === 'refused') return found
  const incident = found.thing
  const meant = named === null ? null : riskNamed(world.riskCatalogs(), incident.service, named)
  if (typeof meant === 'string') return refused(meant)
  return world.store.transaction(async (stores): Promise<ActOutcome<AssignedIncident>> => {
    const before = await stores.risks.riskOf(id)
    const isSame = before?.catalog === meant?.catalog.name && before?.risk === meant?.risk.name
    if (isSame) return refused('That is what it says already.')
    const at = world.clock.now()
    if (meant === null) await stores.risks.forgetIncidentRisk(id)
    else
      await stores.risks.saveIncidentRisk({
        incident: id,
        catalog: meant.catalog.name,
        risk: meant.risk.name,
        by: userId,
        at,
      })
    await stores.audit.append([
      {
        at,
        kind: 'incident_risk',
        actor: userId,
        service: incident.service,
        data: {
          incident: id,
          catalog: meant?.catalog.name ?? null,
          risk: meant?.risk.name ?? null,
          title: meant?.risk.title ?? null,
        },
      },
    ])
    return { kind: 'done', thing: { incident, risk: meant?.risk ?? null } }
  })
}

interface NamedRisk {
  readonly catalog: RiskCatalog
  readonly risk: Risk
}

/** The risk of a service's catalogs that was meant, or why there is none. */
function riskNamed(all: RiskCatalogs, service: string, named: string): NamedRisk | string {
  const known = catalogsOf(all, service).flatMap((catalog) =>
    catalog.risks.map((risk): NamedRisk => ({ catalog, risk })),
  )
  const wanted = named.toLowerCase()
  const [found, another] = known.filter(({ catalog, risk }) =>
    [risk.name, `${catalog.name}/${risk.name}`].some((name) => name.toLowerCase() === wanted),
  )
  if (found !== undefined && another === undefined) return found
  if (found !== undefined)
    return `Two catalogs have a risk called ${named}: write ${found.catalog.name}/${named} or ${another?.catalog.name}/${named}.`
  if (known.length === 0) return `No risk catalog is about ${service}.`
  const names = known.map(({ risk }) => risk.name)
  return `No risk of ${service} is called ${named}${suggestion(named, names)}.`
}
