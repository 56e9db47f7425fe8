import { suggestion } from '../../core/kernel/nearest.ts'
import type { Problem } from '../reading/problem.ts'
import type { SettingsYaml } from './settings-shape.ts'
import type { YamlFile } from '../reading/yaml-file.ts'

/** Whether SLOs may be found that no file in `slos/` describes. */
export const isSearched = ({ sources = {} }: Partial<SettingsYaml>): boolean =>
  Object.values(sources).some(({ prometheus }) => prometheus.discover !== undefined)

/** What sources of the right shape may still have wrong. */
export function sourceProblems(
  file: YamlFile,
  { sources = {} }: Partial<SettingsYaml>,
  policies: readonly string[],
): readonly Problem[] {
  return Object.entries(sources).flatMap(([name, { prometheus }]) => {
    const path = ['sources', name, 'prometheus']
    const policy = prometheus.discover?.policy
    const unknownPolicy =
      policy === undefined || policies.includes(policy)
        ? []
        : [
            file.problem(
              [...path, 'discover', 'policy'],
              `no policy is called ${policy}${suggestion(policy, policies)}`,
            ),
          ]
    return [...unknownPolicy, ...repeatedHeaders(file, path, prometheus)]
  })
}

type PrometheusYaml = NonNullable<SettingsYaml['sources']>[string]['prometheus']

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
