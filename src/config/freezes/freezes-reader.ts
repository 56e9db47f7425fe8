import type { FreezeWindow } from '../../core/policy/freeze-window.ts'
import { checkShape } from '../reading/check-shape.ts'
import { placed } from '../reading/names.ts'
import { isError, type Problem } from '../reading/problem.ts'
import { windowOf } from '../reading/schedule-reader.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import { freezesProblems, type FreezeSurroundings } from './freezes-problems.ts'
import { freezesShape } from './freezes-shape.ts'

/** Reads `freezes.yaml`. No window unless all is right. */
export function readFreezes(
  file: YamlFile,
  around: FreezeSurroundings,
): {
  readonly windows: readonly FreezeWindow[]
  readonly problems: readonly Problem[]
} {
  const { whole, rest, problems: shape } = checkShape(file, freezesShape)
  const freezes = placed(file.at('freezes'), rest?.freezes ?? [])
  const timeZone = rest?.time_zone ?? around.timeZone
  const problems = [...shape, ...freezesProblems(file, freezes, { ...around, timeZone })]
  if (whole === undefined || problems.some(isError)) return { windows: [], problems }
  const windows = whole.freezes.map((yaml) => ({
    ...windowOf(yaml, timeZone),
    changes: yaml.changes ?? null,
  }))
  return { windows, problems }
}
