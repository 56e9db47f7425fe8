import { suggestion } from '../../core/kernel/nearest.ts'
import type { FreezeRules } from '../../core/policy/policy.ts'
import type { FreezeRulesYaml } from './freeze-rules-shape.ts'
import type { Problem } from '../reading/problem.ts'
import type { YamlFile } from '../reading/yaml-file.ts'

/** The role that commands freezes (the policy document: "SRE: declare error budget freeze, enforce freeze policy"). */
export const USUAL_DECLARER = 'sre'

export const freezeRulesOf = (yaml: FreezeRulesYaml): FreezeRules => ({
  declaredBy: yaml.declared_by ?? USUAL_DECLARER,
  asLevel: yaml.as_level ?? null,
  ...(yaml.correctness_fixes !== undefined && { correctnessFixes: yaml.correctness_fixes }),
  ...(yaml.alerts !== undefined && { byAlerts: yaml.alerts }),
})

/** Levels and change types that the policy's rules on freezes name and that it does not have. */
export function freezeRuleProblems(file: YamlFile, yaml: FreezeRulesYaml | undefined): readonly Problem[] {
  if (yaml === undefined) return []
  const named = (section: string): readonly string[] => Object.keys(file.valueOf([section]) ?? {})
  const levels = named('levels')
  const changes = named('change_types')
  const { as_level: level, correctness_fixes: fixes = [] } = yaml
  return [
    ...(level === undefined || levels.includes(level)
      ? []
      : [file.problem(['freezes', 'as_level'], `no level is called ${level}${suggestion(level, levels)}`)]),
    ...fixes.flatMap((fix, index) =>
      changes.includes(fix)
        ? []
        : [
            file.problem(
              ['freezes', 'correctness_fixes', index],
              `no change type is called ${fix}${suggestion(fix, changes)}`,
            ),
          ],
    ),
  ]
}
