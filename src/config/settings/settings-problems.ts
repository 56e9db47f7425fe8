import { addressScope } from '../../core/kernel/internet-address.ts'
import { SERVICE_OWNER } from '../../core/people/role-book.ts'
import { repeatedNames, unknownName, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'
import { auditProblems } from './audit-problems.ts'
import { burnAlertProblems } from './burn-alerts-problems.ts'
import { reportProblems } from './reports-problems.ts'
import type { SettingsYaml } from './settings-shape.ts'
import type { PrometheusYaml } from './source-shape.ts'

/** What settings of the right shape may still have wrong in themselves. */
export const settingsProblems = (
  file: YamlFile,
  yaml: Partial<SettingsYaml>,
  policies: readonly string[],
): readonly Problem[] => [
  ...unknownName(file.at('default_policy'), 'policy', yaml.default_policy, policies),
  ...Object.entries(yaml.sources ?? {}).flatMap(([name, { prometheus }]) => {
    const place = file.at('sources', name, 'prometheus')
    return [
      ...unknownName(place.at('discover', 'policy'), 'policy', prometheus.discover?.policy, policies),
      ...repeatedHeaders(place, prometheus),
    ]
  }),
  ...roleNameProblems(file, yaml),
  ...pagesProblems(file, yaml),
  ...reportProblems(file, yaml),
  ...auditProblems(file, yaml),
  ...burnAlertProblems(file, yaml.burn_alerts, yaml),
  ...repeatedNames(file.at('gate', 'tokens'), 'another token is called'),
  ...unknownRotas(file, yaml),
  ...repeatedNames(file.at('pagers'), 'another pager is called'),
  ...repeatedVariables(file, yaml),
  ...pushersAtTheGate(file, yaml),
  ...privateReceivers(file, yaml),
]

function roleNameProblems(file: YamlFile, { roles = {} }: Partial<SettingsYaml>): readonly Problem[] {
  const known = file.at('roles').keys
  const filledElsewhere = 'this role is each service’s owner; it is filled in slos/, not here'
  return [
    ...(Object.hasOwn(roles, SERVICE_OWNER)
      ? [file.at('roles', SERVICE_OWNER).problem(filledElsewhere)]
      : []),
    ...Object.entries(roles).flatMap(([role, { implies }]) =>
      unknownNames(file.at('roles', role, 'implies'), 'role', implies, known),
    ),
  ]
}

/** A rota fills a role that there is, and that nobody is named for beside it. */
const unknownRotas = (
  file: YamlFile,
  { on_call: rotas = {}, roles = {} }: Partial<SettingsYaml>,
): readonly Problem[] =>
  Object.keys(rotas).flatMap((role) => {
    const place = file.at('on_call', role)
    const { groups = [], users = [] } = roles[role] ?? {}
    return groups.length + users.length > 0
      ? [place.problem(`the role ${role} has people of its own; leave them out, as the rota fills it`)]
      : unknownName(place, 'role', role, file.at('roles').keys)
  })

/** Who counts events in its own favour ends its own freeze. */
const pushersAtTheGate = (file: YamlFile, { gate }: Partial<SettingsYaml>): readonly Problem[] =>
  (gate?.tokens ?? []).flatMap(({ name, scopes = [] }, index) =>
    scopes.includes('gate') && scopes.includes('events')
      ? [
          file
            .at('gate', 'tokens', index, 'scopes')
            .problem(
              `${name} asks the gate and may push the counts that decide its answer; give events to a token of its own`,
              'warning',
            ),
        ]
      : [],
  )

/** Names are looked up when an event is sent. */
const privateReceivers = (file: YamlFile, { webhooks = [] }: Partial<SettingsYaml>): readonly Problem[] =>
  webhooks.flatMap(({ url, allow_private: allowPrivate = false }, index) => {
    const host = URL.parse(url)?.hostname.replaceAll(/^\[|\]$/g, '') ?? ''
    const scope = /^(.+\.)?localhost\.?$/.test(host) ? 'private' : addressScope(host)
    const place = file.at('webhooks', index, 'url')
    if (scope === 'metadata')
      return [place.problem(`${host} is where clouds keep credentials; no event goes there`)]
    return scope === 'private' && !allowPrivate
      ? [place.problem(`${host} is in a private network; allow_private: true says that this is meant`)]
      : []
  })

/** A proxy that nobody asks keeps nobody out. */
const pagesProblems = (file: YamlFile, { pages }: Partial<SettingsYaml>): readonly Problem[] =>
  pages?.public === true && pages.proxy !== undefined
    ? [file.at('pages', 'proxy').problem('public: true lets everybody look; leave out one of the two')]
    : []

function repeatedVariables(file: YamlFile, { gate }: Partial<SettingsYaml>): readonly Problem[] {
  const tokens = gate?.tokens ?? []
  return tokens.flatMap(({ env, name }, index) => {
    const first = tokens.find((token) => token.env === env)
    if (first === undefined || first === tokens[index]) return []
    return [
      file
        .at('gate', 'tokens', index, 'env')
        .problem(`${env} is the variable of ${first.name} too; ${name} needs its own`),
    ]
  })
}

function repeatedHeaders(place: Place, { headers = {}, auth }: PrometheusYaml): readonly Problem[] {
  const taken = new Set<string>(RESERVED)
  if (auth?.header !== undefined) taken.add(auth.header.name.toLowerCase())
  if (auth?.bearer_env !== undefined || auth?.basic !== undefined) taken.add('authorization')
  return Object.keys(headers).flatMap((header) => {
    const isTaken = taken.has(header.toLowerCase())
    taken.add(header.toLowerCase())
    if (!isTaken) return []
    return [place.at('headers', header).problem(`${header} is sent already; each header has one value`)]
  })
}

/** What the connection itself says. */
const RESERVED = ['host', 'content-length', 'content-type', 'transfer-encoding', 'connection']
