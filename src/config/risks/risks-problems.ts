import type { Service } from '../../core/budgets/slo.ts'
import { HOUR_MS } from '../../core/kernel/time/duration.ts'
import { badMinutesPerYear } from '../../core/risks/risk.ts'
import { millis } from '../reading/fields.ts'
import { type Placed, placed, repeatedNames, unknownName, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'
import { objectiveFault } from '../services/service-problems.ts'
import { figuresAfter, figuresOf } from './risk-figures.ts'
import type { RiskCatalogYaml, RisksYaml, RiskYaml } from './risks-shape.ts'

/** What risk catalogs may refer to. */
export interface RiskSurroundings {
  readonly services: readonly Service[]
  /** Those of `budgeteer.yaml`, and service-owner. */
  readonly roles: readonly string[]
}

/** What risk catalogs of the right shape may still have wrong. */
export const risksProblems = (
  file: YamlFile,
  { accepted_by: roles, catalogs = [] }: Partial<RisksYaml>,
  around: RiskSurroundings,
): readonly Problem[] => [
  ...unknownNames(file.at('accepted_by'), 'role', roles, around.roles),
  ...repeatedNames(file.at('catalogs'), 'another catalog is called'),
  ...placed(file.at('catalogs'), catalogs).flatMap((catalog) => catalogProblems(catalog, around)),
]

const catalogProblems = (
  catalog: Placed<RiskCatalogYaml>,
  { services }: RiskSurroundings,
): readonly Problem[] => {
  const { yaml, place } = catalog
  const known = services.map(({ name }) => name)
  const unknown = unknownNames(place.at('services'), 'service', yaml.services, known)
  return [
    ...unknown,
    ...(unknown.length === 0 ? targetProblems(catalog, services) : []),
    ...repeatedNames(place.at('risks'), 'the catalog has another risk called'),
    ...placed(place.at('risks'), yaml.risks).flatMap(riskProblems),
  ]
}

const USUAL_SLO = 'availability'

/** The SLO whose objective is a catalog's target, where it names none of its own. */
export function targetSlo({ services: names, slo }: RiskCatalogYaml, services: readonly Service[]) {
  const [only, another] = names.map((one) => services.find(({ name }) => name === one))
  if (only === undefined || another !== undefined) return undefined
  if (slo !== undefined) return only.slos.find(({ name }) => name === slo)
  return only.slos.length === 1 ? only.slos[0] : only.slos.find(({ name }) => name === USUAL_SLO)
}

function targetProblems(
  { yaml, place }: Placed<RiskCatalogYaml>,
  services: readonly Service[],
): readonly Problem[] {
  const { target, slo } = yaml
  if (target !== undefined) {
    const fault = objectiveFault(place.at('target').text, target)
    if (fault !== null) return [place.at('target').problem(fault)]
    return slo === undefined ? [] : [place.at('slo').problem('target says it already; keep one of the two')]
  }
  if (yaml.services.length > 1) return [place.problem('several services have no SLO in common; set target')]
  if (targetSlo(yaml, services) !== undefined) return []
  const names = services.find(({ name }) => name === yaml.services[0])?.slos.map(({ name }) => name) ?? []
  return slo === undefined
    ? [
        place.problem(
          `the service has no single SLO, and none called ${USUAL_SLO}; set slo (${names.join(', ')}) or target`,
        ),
      ]
    : unknownName(place.at('slo'), 'SLO of this service', slo, names)
}

/** A year of more of them is no risk but how the service is. */
const SHORTEST_ETTF_MS = HOUR_MS

function riskProblems({ yaml, place }: Placed<RiskYaml>): readonly Problem[] {
  const before = badMinutesPerYear(figuresOf(yaml))
  return [
    ...ettfProblems(yaml.ettf, place),
    ...(yaml.mitigations ?? []).flatMap((mitigation, index) => {
      const at = place.at('mitigations', index)
      const after = badMinutesPerYear(figuresAfter(yaml, mitigation))
      return [
        ...ettfProblems(mitigation.ettf, at),
        ...(after < before
          ? []
          : [
              at.problem(
                'this mitigation wins nothing: the risk costs as much afterwards, or more',
                'warning',
              ),
            ]),
      ]
    }),
  ]
}

const ettfProblems = (ettf: string | undefined, place: Place): readonly Problem[] =>
  millis(ettf, SHORTEST_ETTF_MS) < SHORTEST_ETTF_MS
    ? [place.at('ettf').problem(`found ${ettf}; allowed: at least 1h from one incident to the next`)]
    : []
