import { type RoleBook, SERVICE_OWNER } from '../../core/people/role-book.ts'
import { burnAlertProblems } from './burn-alerts-problems.ts'
import { namesIn } from '../reading/list-items.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import type { Problem } from '../reading/problem.ts'
import { secretProblems } from '../reading/secret-problems.ts'
import { settingsSchema, type SettingsYaml } from './settings-shape.ts'
import { checkShape } from '../reading/shape-problems.ts'
import { sourceProblems } from './source-problems.ts'
import type { YamlFile } from '../reading/yaml-file.ts'

export interface SettingsRead {
  /** Undefined unless its shape is right. */
  readonly whole: SettingsYaml | undefined
  /** What is left when wrong parts are cut out. */
  readonly rest: Partial<SettingsYaml>
  readonly problems: readonly Problem[]
}

/** Reads `budgeteer.yaml`. */
export function readSettings(file: YamlFile, policies: readonly string[]): SettingsRead {
  const { whole, rest = {}, problems: shape } = checkShape(file, settingsSchema)
  return {
    whole,
    rest,
    problems: [
      ...file.problems,
      ...secretProblems(file),
      ...shape,
      ...settingsProblems(file, rest, policies),
    ],
  }
}

function settingsProblems(
  file: YamlFile,
  yaml: Partial<SettingsYaml>,
  policies: readonly string[],
): readonly Problem[] {
  const wanted = yaml.default_policy
  return [
    ...(wanted === undefined || policies.includes(wanted)
      ? []
      : [file.problem(['default_policy'], `no policy is called ${wanted}${suggestion(wanted, policies)}`)]),
    ...sourceProblems(file, yaml, policies),
    ...roleNameProblems(file, yaml),
    ...burnAlertProblems(file, yaml.burn_alerts, yaml),
    ...repeatedTokens(file),
    ...repeatedVariables(file, yaml),
  ]
}

function roleNameProblems(file: YamlFile, { roles = {} }: Partial<SettingsYaml>): readonly Problem[] {
  const known = Object.keys(file.valueOf(['roles']) ?? {})
  const own = Object.hasOwn(roles, SERVICE_OWNER)
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

function repeatedTokens(file: YamlFile): readonly Problem[] {
  const names = namesIn(file.valueOf(['gate', 'tokens']))
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [
          file.problem(
            ['gate', 'tokens', index, 'name'],
            `another token is called ${name}; names are distinct`,
          ),
        ]
      : [],
  )
}

function repeatedVariables(file: YamlFile, { gate }: Partial<SettingsYaml>): readonly Problem[] {
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
export function roleBookOf(roles: SettingsYaml['roles'], owners: RoleBook['owners']): RoleBook {
  const entries = Object.entries(roles).map(([name, { title, groups = [], users = [], implies }]) => {
    const usual = IMPLIED[name]
    const implied = implies ?? (usual !== undefined && Object.hasOwn(roles, usual) ? [usual] : [])
    return [name, { title, groups, users, implies: implied }] as const
  })
  return { roles: new Map(entries), owners }
}
