import type { Service, Slo } from '../budgets/slo.ts'
import type { Policy } from './policy.ts'

/** The services with what their policies say of young data. The parts of a composite follow the composite's policy. */
export const withYoungWindows = (
  services: ReadonlyMap<string, Service>,
  policies: ReadonlyMap<string, Policy>,
): ReadonlyMap<string, Service> =>
  new Map(
    [...services].map(([name, service]) => {
      const youngBelow = policies.get(service.policy)?.youngBelow
      if (youngBelow === undefined) return [name, service]
      return [name, { ...service, slos: service.slos.map((slo) => under(slo, youngBelow)) }]
    }),
  )

function under(slo: Slo, youngBelow: number): Slo {
  const { sli } = slo
  if (sli.kind !== 'composite') return { ...slo, youngBelow }
  const parts = sli.parts.map((part) => ({ ...part, slo: under(part.slo, youngBelow) }))
  return { ...slo, youngBelow, sli: { ...sli, parts } }
}
