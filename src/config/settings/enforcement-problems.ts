import type { Problem } from '../reading/problem.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'
import type { PolicyInUse } from './policy-use-problems.ts'
import type { ImportYaml, SettingsYaml } from './settings-shape.ts'

/** What shadow lacks, wherever something is in it. `services` are the lines of `slos/` that say so. */
export function enforcementProblems(
  settings: YamlFile,
  yaml: Partial<SettingsYaml>,
  services: readonly Place[],
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const governing = policiesGoverning(yaml, policies)
  const shadows = [
    ...governing.flatMap(shadowsOfPolicy),
    ...services,
    ...(yaml.imports ?? []).flatMap((entry: ImportYaml, index) =>
      entry.enforcement === 'shadow' ? [settings.at('imports', index, 'enforcement')] : [],
    ),
    ...Object.entries(yaml.sources ?? {}).flatMap(([name, { prometheus }]) =>
      prometheus.discover?.enforcement === 'shadow'
        ? [settings.at('sources', name, 'prometheus', 'discover', 'enforcement')]
        : [],
    ),
  ]
  return [
    ...(yaml.channels !== undefined && yaml.channels.shadow === undefined ? shadows.map(homeless) : []),
    ...sharedChannel(settings, yaml.channels),
    ...governing.flatMap(laxerWhenWorse),
  ]
}

const homeless = (place: Place): Problem =>
  place.problem(
    'shadow has no channel: name one of its own in budgeteer.yaml, such as channels.shadow: "#budget-shadow"',
  )

/** Policies that services have, and those that discovered services would get. */
function policiesGoverning(
  { sources, default_policy: usual }: Partial<SettingsYaml>,
  policies: readonly PolicyInUse[],
): readonly PolicyInUse[] {
  const discovered = Object.values(sources ?? {}).flatMap(({ prometheus: { discover } }) =>
    discover === undefined ? [] : [discover.policy ?? usual],
  )
  return policies.filter(({ name, services }) => services.length > 0 || discovered.includes(name))
}

function shadowsOfPolicy({ file, policy }: PolicyInUse): readonly Place[] {
  const levels = Object.entries(policy.levels ?? {})
  return [
    ...(policy.enforcement === 'shadow' ? [file.at('enforcement')] : []),
    ...levels.flatMap(([name, { enforcement }]) =>
      enforcement === 'shadow' ? [file.at('levels', name, 'enforcement')] : [],
    ),
  ]
}

/** What is in shadow would be taken for what binds. */
function sharedChannel(
  settings: YamlFile,
  channels: SettingsYaml['channels'] | undefined,
): readonly Problem[] {
  if (channels?.shadow === undefined) return []
  const { announcements, approvals, incidents, teams = [], shadow } = channels
  const [other] = [
    ...Object.entries({ announcements, approvals, incidents }),
    ...teams.map((team) => ['teams', team] as const),
  ].filter(([, reference]) => reference === shadow)
  if (other === undefined) return []
  const message = `${shadow} is channels.${other[0]} too; shadow has a channel of its own`
  return [settings.at('channels', 'shadow').problem(message)]
}

/** A service that gets worse would be allowed more. */
function laxerWhenWorse({ file, policy }: PolicyInUse): readonly Problem[] {
  const levels = Object.entries(policy.levels ?? {})
  return levels.flatMap(([name, { enforcement }], index) => {
    const [better] = levels
      .slice(0, index)
      .filter(([, { enforcement: own = policy.enforcement, freeze }]) => own !== 'shadow' && freeze === true)
    if (enforcement !== 'shadow' || better === undefined) return []
    const message = `in shadow nothing is blocked, so a service that worsens from ${better[0]}, which enforces its freeze, to ${name} may ship again`
    return [file.at('levels', name, 'enforcement').problem(message, 'warning')]
  })
}
