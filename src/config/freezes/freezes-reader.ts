import { suggestion } from '../../core/kernel/nearest.ts'
import type { FreezeWindow } from '../../core/policy/freeze-window.ts'
import { freezesSchema, type FreezeYaml } from './freezes-shape.ts'
import { namesIn, type Placed, placed } from '../reading/list-items.ts'
import type { Problem } from '../reading/problem.ts'
import { scheduleOf, scheduleProblems } from '../reading/schedule-reader.ts'
import { secretProblems } from '../reading/secret-problems.ts'
import { checkShape } from '../reading/shape-problems.ts'
import type { YamlFile } from '../reading/yaml-file.ts'

/** What the freezes of the file may refer to. */
export interface FreezeSurroundings {
  readonly timeZone: string
  readonly services: readonly string[]
  /** Change types of any policy. */
  readonly changes: readonly string[]
}

export interface FreezesRead {
  /** Empty unless all is right. */
  readonly windows: readonly FreezeWindow[]
  readonly problems: readonly Problem[]
}

/** Reads `freezes.yaml`. */
export function readFreezes(file: YamlFile, around: FreezeSurroundings): FreezesRead {
  const { whole, rest, problems: shape } = checkShape(file, freezesSchema)
  const freezes = placed(file, ['freezes'], rest?.freezes ?? [])
  const problems = [
    ...file.problems,
    ...secretProblems(file),
    ...shape,
    ...repeatedNames(file),
    ...freezes.flatMap((freeze) => freezeProblems(file, freeze, around)),
  ]
  if (whole === undefined || problems.some(({ severity }) => severity === 'error'))
    return { windows: [], problems }
  const zone = whole.time_zone ?? around.timeZone
  return { windows: whole.freezes.map((freeze) => windowOf(freeze, zone)), problems }
}

function repeatedNames(file: YamlFile): readonly Problem[] {
  const names = namesIn(file.valueOf(['freezes']))
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [file.problem(['freezes', index, 'name'], `another freeze is called ${name}; names are distinct`)]
      : [],
  )
}

function freezeProblems(
  file: YamlFile,
  { yaml, path }: Placed<FreezeYaml>,
  { services, changes }: FreezeSurroundings,
): readonly Problem[] {
  const unknown = (key: 'services' | 'changes', what: string, known: readonly string[]): Problem[] =>
    (yaml[key] ?? []).flatMap((name, index) =>
      known.includes(name)
        ? []
        : [file.problem([...path, key, index], `no ${what} is called ${name}${suggestion(name, known)}`)],
    )
  return [
    ...unknown('services', 'service', services),
    ...unknown('changes', 'change type', changes),
    ...scheduleProblems(file, { yaml, path }, 'a freeze'),
  ]
}

const windowOf = (yaml: FreezeYaml, timeZone: string): FreezeWindow => ({
  name: yaml.name,
  reason: yaml.reason,
  schedule: scheduleOf(yaml),
  timeZone: yaml.time_zone ?? timeZone,
  services: yaml.services ?? null,
  changes: yaml.changes ?? null,
})
