import { type RoleBook, SERVICE_OWNER } from '../deploys/directory.ts'
import { namesIn } from './list-items.ts'
import { suggestion } from './nearest.ts'
import type { Problem } from './problem.ts'
import { secretProblems } from './secret-problems.ts'
import { settingsSchema, type SettingsYaml } from './settings-schema.ts'
import { checkShape } from './shape-problems.ts'
import type { YamlFile } from './yaml-file.ts'

export interface SettingsRead {
  /** What is left when wrong parts are cut out; whole when there are no problems. */
  readonly yaml: SettingsYaml | undefined
  readonly problems: readonly Problem[]
}

/** Reads `budgeteer.yaml`. */
export function readSettings(file: YamlFile, policies: readonly string[]): SettingsRead {
  const { value, problems: shape } = checkShape(file, settingsSchema)
  return {
    yaml: value,
    problems: [
      ...file.problems,
      ...secretProblems(file),
      ...shape,
      ...(value === undefined ? [] : settingsProblems(file, value, policies)),
    ],
  }
}

function settingsProblems(
  file: YamlFile,
  yaml: SettingsYaml,
  policies: readonly string[],
): readonly Problem[] {
  const wanted = yaml.default_policy
  return [
    ...(policies.includes(wanted)
      ? []
      : [file.problem(['default_policy'], `no policy is called ${wanted}${suggestion(wanted, policies)}`)]),
    ...roleNameProblems(file, yaml),
    ...repeated(file, 'name'),
    ...repeatedVariables(file, yaml),
  ]
}

function roleNameProblems(file: YamlFile, { roles }: SettingsYaml): readonly Problem[] {
  const known = Object.keys(file.valueOf(['roles']) ?? {})
  const own =
    SERVICE_OWNER in roles
      ? [
          file.problem(
            ['roles', SERVICE_OWNER],
            'this role is each service’s owner; it is filled in slos/, not here',
          ),
        ]
      : []
  return [
    ...own,
    ...Object.entries(roles).flatMap(([role, { implies = [] }]) =>
      implies.flatMap((implied, index) =>
        known.includes(implied)
          ? []
          : [
              file.problem(
                ['roles', role, 'implies', index],
                `no role is called ${implied}${suggestion(implied, known)}`,
              ),
            ],
      ),
    ),
  ]
}

function repeated(file: YamlFile, key: string): readonly Problem[] {
  const names = namesIn(file.valueOf(['gate', 'tokens']))
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [file.problem(['gate', 'tokens', index, key], `another token is called ${name}; names are distinct`)]
      : [],
  )
}

function repeatedVariables(file: YamlFile, { gate }: SettingsYaml): readonly Problem[] {
  const tokens = gate?.tokens ?? []
  return tokens.flatMap(({ env, name }, index) => {
    const first = tokens.find((token) => token.env === env)
    if (first === undefined || first === tokens[index]) return []
    return [
      file.problem(
        ['gate', 'tokens', index, 'env'],
        `${env} is the variable of ${first.name} too; ${name} needs its own`,
      ),
    ]
  })
}

/** Roles that a title alone implies, unless the configuration says otherwise. */
const IMPLIED: Readonly<Record<string, string>> = { 'sre-lead': 'sre', cto: 'vp-engineering' }

/** Who is who: the roles of `budgeteer.yaml`, and the owners of the services. */
export function roleBookOf(yaml: SettingsYaml, owners: RoleBook['owners']): RoleBook {
  const roles = Object.entries(yaml.roles).map(([name, { title, groups = [], users = [], implies }]) => {
    const usual = IMPLIED[name]
    const implied = implies ?? (usual !== undefined && usual in yaml.roles ? [usual] : [])
    return [name, { title, groups, users, implies: implied }] as const
  })
  return { roles: new Map(roles), owners }
}
