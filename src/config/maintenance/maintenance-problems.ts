import { coversSlo, whyNotExcluded } from '../../core/budgets/maintenance.ts'
import { type Service, sloKey } from '../../core/budgets/slo.ts'
import { type Placed, repeatedNames, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import { scheduleProblems } from '../reading/schedule-reader.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import type { MaintenanceYaml } from './maintenance-shape.ts'

/** What the maintenance of the file may refer to. */
export interface MaintenanceSurroundings {
  readonly timeZone: string
  readonly services: readonly Service[]
}

/** What maintenance of the right shape may still have wrong. */
export const maintenanceProblems = (
  file: YamlFile,
  items: readonly Placed<MaintenanceYaml>[],
  around: MaintenanceSurroundings,
): readonly Problem[] => [
  ...repeatedNames(file.at('maintenance'), 'another one is called'),
  ...items.flatMap((item) => [
    ...unknownOnes(item, around),
    ...scheduleProblems(item, 'maintenance', around.timeZone),
    ...notLeftOut(item, around),
  ]),
]

function unknownOnes(
  { yaml, place }: Placed<MaintenanceYaml>,
  { services }: MaintenanceSurroundings,
): readonly Problem[] {
  const known = services.map(({ name }) => name)
  const unknownServices = unknownNames(place.at('services'), 'service', yaml.services, known)
  // Whose SLOs are meant is not known before the services are.
  if (unknownServices.length > 0) return unknownServices
  const meant = services.filter(({ name }) => yaml.services?.includes(name) ?? true)
  const slos = [...new Set(meant.flatMap((service) => service.slos.map(({ name }) => name)))]
  return unknownNames(place.at('slos'), 'SLO of these services', yaml.slos, slos)
}

/** Maintenance that names an SLO from which it cannot be left out. */
function notLeftOut(
  { yaml, place }: Placed<MaintenanceYaml>,
  { services }: MaintenanceSurroundings,
): readonly Problem[] {
  const scope = { services: yaml.services ?? null, slos: yaml.slos ?? null }
  const isNamed = scope.services !== null || scope.slos !== null
  const covered = services.flatMap(({ slos }) => slos).filter((slo) => coversSlo(scope, slo))
  return covered.flatMap((slo) => {
    const why = whyNotExcluded(slo.sli)
    if (why !== null)
      return [place.problem(`maintenance stays in ${sloKey(slo)}: its SLI is ${why}`, 'warning')]
    if (slo.sli.kind !== 'composite' || !isNamed) return []
    const parts = slo.sli.parts.map((part) => sloKey(part.slo)).join(', ')
    return [
      place.problem(
        `${sloKey(slo)} is a composite: what is left out of its parts (${parts}) is left out of it; name their services`,
        'warning',
      ),
    ]
  })
}
