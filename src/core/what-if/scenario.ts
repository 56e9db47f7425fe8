import type { Slo } from '../budgets/slo.ts'

/** Something that goes wrong in a time to come. Epoch milliseconds. */
export interface ImaginedOutage {
  readonly service: string
  /** Names of SLOs; null for all of the service. */
  readonly slos: readonly string[] | null
  readonly from: number
  readonly until: number
  /** Share (0 to 1) of what the SLO counts that is bad in that time: requests that fail, or that are slow. */
  readonly badRatio: number
}

/** What happens, beside the usual traffic. */
export type Scenario = readonly ImaginedOutage[]

export const hits = ({ service, slos }: ImaginedOutage, slo: Pick<Slo, 'service' | 'name'>): boolean =>
  service === slo.service && (slos?.includes(slo.name) ?? true)

/**
 * The outages as what is measured has them: one of a composite is one of its parts. Of a journey, whose ratios are
 * multiplied, one step fails; of other composites all parts do.
 */
export const ofPlainSlos = (scenario: Scenario, slos: readonly Slo[]): Scenario => {
  const further = slos.flatMap((slo) =>
    scenario.filter((outage) => hits(outage, slo)).flatMap((outage) => ofParts(outage, slo)),
  )
  const known = new Set<string>()
  return [...scenario, ...further].filter((outage) => {
    const key = JSON.stringify(outage)
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}

function ofParts(outage: ImaginedOutage, { sli }: Slo): Scenario {
  if (sli.kind !== 'composite') return []
  const parts = sli.parts.map(({ slo }) => slo)
  // A part that the outage hits by itself is what brings the composite down.
  if (parts.some((part) => hits(outage, part))) return []
  const struck = sli.method === 'product' ? parts.slice(0, 1) : parts
  return struck.flatMap((part) => {
    const own = { ...outage, service: part.service, slos: [part.name] }
    return [own, ...ofParts(own, part)]
  })
}
