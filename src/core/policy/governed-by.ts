import type { Service, Slo } from '../budgets/slo.ts'
import type { Catalog } from './catalog.ts'
import { withYoungWindows } from './young-window.ts'

/** The catalog with every service under one policy, whatever the configuration says. Throws for a policy that is not in it. */
export function governedBy(catalog: Catalog, policy: string): Catalog {
  if (!catalog.policies.has(policy)) throw new Error(`no policy is called ${policy}`)
  const services = new Map(
    [...catalog.services].map(([name, service]): [string, Service] => [
      name,
      { ...service, policy, slos: service.slos.map(asWritten) },
    ]),
  )
  return { ...catalog, services: withYoungWindows(services, catalog.policies) }
}

/** Without what the policy before said of young data. */
function asWritten({ youngBelow: _, ...slo }: Slo): Slo {
  const { sli } = slo
  if (sli.kind !== 'composite') return slo
  return { ...slo, sli: { ...sli, parts: sli.parts.map((part) => ({ ...part, slo: asWritten(part.slo) })) } }
}
