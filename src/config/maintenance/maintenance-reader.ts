import { coversSlo, type MaintenanceWindow, whyNotExcluded } from '../../core/budgets/maintenance.ts'
import { type Service, sloKey } from '../../core/budgets/slo.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import { namesIn, type Placed, placed } from '../reading/list-items.ts'
import { maintenanceSchema, type MaintenanceYaml } from './maintenance-shape.ts'
import type { Problem } from '../reading/problem.ts'
import { scheduleOf, scheduleProblems } from '../reading/schedule-reader.ts'
import { secretProblems } from '../reading/secret-problems.ts'
import { checkShape } from '../reading/shape-problems.ts'
import type { YamlFile } from '../reading/yaml-file.ts'

export interface MaintenanceSurroundings {
  readonly timeZone: string
  readonly services: readonly Service[]
}

export interface MaintenanceRead {
  /** Empty unless all is right. */
  readonly windows: readonly MaintenanceWindow[]
  readonly problems: readonly Problem[]
}

/** Reads `maintenance.yaml`. */
export function readMaintenance(file: YamlFile, around: MaintenanceSurroundings): MaintenanceRead {
  const { whole, rest, problems: shape } = checkShape(file, maintenanceSchema)
  const items = placed(file, ['maintenance'], rest?.maintenance ?? [])
  const problems = [
    ...file.problems,
    ...secretProblems(file),
    ...shape,
    ...repeatedNames(file),
    ...items.flatMap((item) => [
      ...unknownNames(file, item, around),
      ...scheduleProblems(file, item, 'maintenance'),
      ...notLeftOut(file, item, around),
    ]),
  ]
  if (whole === undefined || problems.some(({ severity }) => severity === 'error'))
    return { windows: [], problems }
  const zone = whole.time_zone ?? around.timeZone
  return { windows: whole.maintenance.map((item) => windowOf(item, zone)), problems }
}

function repeatedNames(file: YamlFile): readonly Problem[] {
  const names = namesIn(file.valueOf(['maintenance']))
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [file.problem(['maintenance', index, 'name'], `another one is called ${name}; names are distinct`)]
      : [],
  )
}

function unknownNames(
  file: YamlFile,
  { yaml, path }: Placed<MaintenanceYaml>,
  { services }: MaintenanceSurroundings,
): readonly Problem[] {
  const known = services.map(({ name }) => name)
  const meant = services.filter(({ name }) => yaml.services?.includes(name) ?? true)
  const slos = [...new Set(meant.flatMap((service) => service.slos.map(({ name }) => name)))]
  const unknown = (key: 'services' | 'slos', what: string, names: readonly string[]): Problem[] =>
    (yaml[key] ?? []).flatMap((name, index) =>
      names.includes(name)
        ? []
        : [file.problem([...path, key, index], `no ${what} is called ${name}${suggestion(name, names)}`)],
    )
  const unknownServices = unknown('services', 'service', known)
  // Whose SLOs are meant is not known before the services are.
  return unknownServices.length > 0 ? unknownServices : unknown('slos', 'SLO of these services', slos)
}

/** Maintenance that names an SLO from which it cannot be left out. */
function notLeftOut(
  file: YamlFile,
  { yaml, path }: Placed<MaintenanceYaml>,
  { services }: MaintenanceSurroundings,
): readonly Problem[] {
  const scope = { services: yaml.services ?? null, slos: yaml.slos ?? null }
  const isNamed = scope.services !== null || scope.slos !== null
  const covered = services.flatMap(({ slos }) => slos).filter((slo) => coversSlo(scope, slo))
  return covered.flatMap((slo) => {
    const why = whyNotExcluded(slo.sli)
    if (why !== null)
      return [file.problem(path, `maintenance stays in ${sloKey(slo)}: its SLI is ${why}`, 'warning')]
    if (slo.sli.kind !== 'composite' || !isNamed) return []
    const parts = slo.sli.parts.map((part) => sloKey(part.slo)).join(', ')
    return [
      file.problem(
        path,
        `${sloKey(slo)} is a composite: what is left out of its parts (${parts}) is left out of it; name their services`,
        'warning',
      ),
    ]
  })
}

const windowOf = (yaml: MaintenanceYaml, timeZone: string): MaintenanceWindow => ({
  name: yaml.name,
  reason: yaml.reason,
  schedule: scheduleOf(yaml),
  timeZone: yaml.time_zone ?? timeZone,
  services: yaml.services ?? null,
  slos: yaml.slos ?? null,
})
