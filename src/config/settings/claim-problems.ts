import { suggestion } from '../../core/kernel/nearest.ts'
import type { Problem } from '../reading/problem.ts'
import type { PolicyInUse } from './role-problems.ts'
import type { SettingsYaml } from './settings-shape.ts'
import type { YamlFile } from '../reading/yaml-file.ts'

/** Tokens that may claim change types which no policy has, or which are no exemption. */
export function claimProblems(
  settings: YamlFile,
  { gate }: Partial<SettingsYaml>,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const types = policies.flatMap(({ policy }) => Object.entries(policy.change_types ?? {}))
  const known = [
    ...new Set(policies.flatMap(({ file }) => Object.keys(file.valueOf(['change_types']) ?? {}))),
  ]
  return (gate?.tokens ?? []).flatMap(({ may_claim = [] }, token) =>
    may_claim.flatMap((change, index) => {
      const path = ['gate', 'tokens', token, 'may_claim', index]
      if (!known.includes(change))
        return [settings.problem(path, `no change type is called ${change}${suggestion(change, known)}`)]
      const exempt = types.some(([name, { exempt }]) => name === change && exempt === true)
      const message = `${change} is exempt under no policy, so that there is nothing to claim`
      return exempt ? [] : [settings.problem(path, message, 'warning')]
    }),
  )
}
