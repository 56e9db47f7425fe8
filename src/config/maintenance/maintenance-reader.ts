import type { MaintenanceWindow } from '../../core/budgets/maintenance.ts'
import { checkShape } from '../reading/check-shape.ts'
import { placed } from '../reading/names.ts'
import { isError, type Problem } from '../reading/problem.ts'
import { windowOf } from '../reading/schedule-reader.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import { maintenanceProblems, type MaintenanceSurroundings } from './maintenance-problems.ts'
import { maintenanceShape } from './maintenance-shape.ts'

/** Reads `maintenance.yaml`. No window unless all is right. */
export function readMaintenance(
  file: YamlFile,
  around: MaintenanceSurroundings,
): {
  readonly windows: readonly MaintenanceWindow[]
  readonly problems: readonly Problem[]
} {
  const { whole, rest, problems: shape } = checkShape(file, maintenanceShape)
  const items = placed(file.at('maintenance'), rest?.maintenance ?? [])
  const timeZone = rest?.time_zone ?? around.timeZone
  const problems = [...shape, ...maintenanceProblems(file, items, { ...around, timeZone })]
  if (whole === undefined || problems.some(isError)) return { windows: [], problems }
  return {
    windows: whole.maintenance.map((yaml) => ({ ...windowOf(yaml, timeZone), slos: yaml.slos ?? null })),
    problems,
  }
}
