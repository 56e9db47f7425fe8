import { type Placed, repeatedNames, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import { scheduleProblems } from '../reading/schedule-reader.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import type { FreezeYaml } from './freezes-shape.ts'

/** What the freezes of the file may refer to. */
export interface FreezeSurroundings {
  /** Of times without one of their own. */
  readonly timeZone: string
  readonly services: readonly string[]
  /** Change types of any policy. */
  readonly changes: readonly string[]
}

/** What freezes of the right shape may still have wrong. */
export const freezesProblems = (
  file: YamlFile,
  freezes: readonly Placed<FreezeYaml>[],
  { timeZone, services, changes }: FreezeSurroundings,
): readonly Problem[] => [
  ...repeatedNames(file.at('freezes'), 'another freeze is called'),
  ...freezes.flatMap(({ yaml, place }) => [
    ...unknownNames(place.at('services'), 'service', yaml.services, services),
    ...unknownNames(place.at('changes'), 'change type', yaml.changes, changes),
    ...scheduleProblems({ yaml, place }, 'a freeze', timeZone),
  ]),
]
