import { SERVICE_OWNER } from '../../core/people/role-book.ts'
import { keysAt, repeatedNames, unknownName, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import { burnAlertProblems } from './burn-alerts-problems.ts'
import type { SettingsYaml } from './settings-shape.ts'
import type { PrometheusYaml } from './source-shape.ts'

/** What settings of the right shape may still have wrong in themselves. */
export const settingsProblems = (
  file: YamlFile,
  yaml: Partial<SettingsYaml>,
  policies: readonly string[],
): readonly Problem[] => [
  ...unknownName(file, ['default_policy'], 'policy', yaml.default_policy, policies),
  ...Object.entries(yaml.sources ?? {}).flatMap(([name, { prometheus }]) => {
    const path = ['sources', name, 'prometheus']
    return [
      ...unknownName(file, [...path, 'discover', 'policy'], 'policy', prometheus.discover?.policy, policies),
      ...repeatedHeaders(file, path, prometheus),
    ]
  }),
  ...roleNameProblems(file, yaml),
  ...burnAlertProblems(file, yaml.burn_alerts, yaml),
  ...repeatedNames(file, ['gate', 'tokens'], 'another token is called'),
  ...repeatedVariables(file, yaml),
]

function roleNameProblems(file: YamlFile, { roles = {} }: Partial<SettingsYaml>): readonly Problem[] {
  const known = keysAt(file, ['roles'])
  const filledElsewhere = 'this role is each service’s owner; it is filled in slos/, not here'
  return [
    ...(Object.hasOwn(roles, SERVICE_OWNER) ? [file.problem(['roles', SERVICE_OWNER], filledElsewhere)] : []),
    ...Object.entries(roles).flatMap(([role, { implies }]) =>
      unknownNames(file, ['roles', role, 'implies'], 'role', implies, known),
    ),
  ]
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

function repeatedHeaders(
  file: YamlFile,
  path: readonly string[],
  { headers = {}, auth }: PrometheusYaml,
): readonly Problem[] {
  const taken = new Set<string>(RESERVED)
  if (auth?.header !== undefined) taken.add(auth.header.name.toLowerCase())
  if (auth?.bearer_env !== undefined || auth?.basic !== undefined) taken.add('authorization')
  return Object.keys(headers).flatMap((header) => {
    const isTaken = taken.has(header.toLowerCase())
    taken.add(header.toLowerCase())
    if (!isTaken) return []
    return [
      file.problem([...path, 'headers', header], `${header} is sent already; each header has one value`),
    ]
  })
}

/** What the connection itself says. */
const RESERVED = ['host', 'content-length', 'content-type', 'transfer-encoding', 'connection']
