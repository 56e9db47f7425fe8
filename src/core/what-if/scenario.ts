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

/** Something that costs so much of one budget at one time, whatever the traffic. */
export interface ImaginedCost {
  readonly service: string
  readonly slo: string
  readonly at: number
  /** Share of the budget of the window that ends at `windowEndsAt`. */
  readonly costRatio: number
  readonly windowEndsAt: number
}

/** What happens, beside the usual traffic. */
export interface Scenario {
  readonly outages: readonly ImaginedOutage[]
  readonly costs: readonly ImaginedCost[]
}

export const NOTHING_HAPPENS: Scenario = { outages: [], costs: [] }

export const hits = ({ service, slos }: ImaginedOutage, slo: Pick<Slo, 'service' | 'name'>): boolean =>
  service === slo.service && (slos?.includes(slo.name) ?? true)

export const costs = ({ service, slo: name }: ImaginedCost, slo: Pick<Slo, 'service' | 'name'>): boolean =>
  service === slo.service && name === slo.name

/**
 * The same as what is measured has it: an outage or a cost of a composite is one of its parts. Of a journey, whose ratios are
 * multiplied, one step fails; of other composites all parts do.
 */
export function ofPlainSlos(scenario: Scenario, slos: readonly Slo[]): Scenario {
  const outages = slos.flatMap((slo) =>
    scenario.outages.filter((outage) => hits(outage, slo)).flatMap((outage) => ofParts(outage, slo)),
  )
  const further = slos.flatMap((slo) =>
    scenario.costs.filter((cost) => costs(cost, slo)).flatMap((cost) => costOfParts(cost, slo)),
  )
  return { outages: distinct([...scenario.outages, ...outages]), costs: [...scenario.costs, ...further] }
}

function distinct(outages: readonly ImaginedOutage[]): readonly ImaginedOutage[] {
  return [...new Map(outages.map((outage) => [JSON.stringify(outage), outage])).values()]
}

function ofParts(outage: ImaginedOutage, slo: Slo): readonly ImaginedOutage[] {
  // A part that the outage hits by itself is what brings the composite down.
  if (partsOf(slo).some((part) => hits(outage, part))) return []
  return struck(slo).flatMap((part) => {
    const own = { ...outage, service: part.service, slos: [part.name] }
    return [own, ...ofParts(own, part)]
  })
}

/** As many bad events as the composite's budget loses. */
const costOfParts = (cost: ImaginedCost, slo: Slo): readonly ImaginedCost[] =>
  struck(slo).flatMap((part) => {
    const share = slo.objective.errorBudgetRatio / part.objective.errorBudgetRatio
    const own = { ...cost, service: part.service, slo: part.name, costRatio: cost.costRatio * share }
    return [own, ...costOfParts(own, part)]
  })

const partsOf = ({ sli }: Slo): readonly Slo[] =>
  sli.kind === 'composite' ? sli.parts.map(({ slo }) => slo) : []

const struck = (slo: Slo): readonly Slo[] =>
  slo.sli.kind === 'composite' && slo.sli.method === 'product' ? partsOf(slo).slice(0, 1) : partsOf(slo)
