import { UNKNOWN_LEVEL } from '../../core/policy/policy.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import type { LevelYaml, PolicyYaml, RuleYaml } from './policy-shape.ts'
import type { Problem } from '../reading/problem.ts'
import type { Path, YamlFile } from '../reading/yaml-file.ts'

/** Names in a policy that nothing bears. `policy` is what is left of it when wrong parts are cut out. */
export function policyNameProblems(file: YamlFile, policy: Partial<PolicyYaml>): readonly Problem[] {
  const named = (section: string): readonly string[] => Object.keys(file.valueOf([section]) ?? {})
  const unknown = (path: Path, what: string, name: string, known: readonly string[]): readonly Problem[] =>
    known.includes(name) ? [] : [file.problem(path, `no ${what} is called ${name}${suggestion(name, known)}`)]

  const risks = named('risks')
  const changes = named('change_types')
  const requirements = named('requirements')

  return [
    ...Object.entries(policy.change_types ?? {}).flatMap(([name, { risk }]) =>
      unknown(['change_types', name, 'risk'], 'risk', risk, risks),
    ),
    ...Object.entries(policy.levels ?? {}).flatMap(([name, level]) => [
      ...(name === UNKNOWN_LEVEL
        ? [
            file.problem(
              ['levels', name],
              `${UNKNOWN_LEVEL} is the level of a service that was never measured; choose another name`,
            ),
          ]
        : []),
      ...Object.keys(level.changes ?? {}).flatMap((change) =>
        unknown(['levels', name, 'changes', change], 'change type', change, changes),
      ),
      ...Object.keys(level.risks ?? {}).flatMap((risk) =>
        unknown(['levels', name, 'risks', risk], 'risk', risk, risks),
      ),
      ...(level.requires ?? []).flatMap((requirement, index) =>
        unknown(['levels', name, 'requires', index], 'requirement', requirement, requirements),
      ),
    ]),
    ...rulesOf(policy).flatMap(({ path, rule }) =>
      (typeof rule === 'string' ? [] : (rule.require ?? [])).flatMap((requirement, index) =>
        unknown([...path, 'require', index], 'requirement', requirement, requirements),
      ),
    ),
    ...(policy.checklist ?? []).flatMap((item, at) =>
      (item.requirements ?? []).flatMap((requirement, index) =>
        unknown(['checklist', at, 'requirements', index], 'requirement', requirement, requirements),
      ),
    ),
  ]
}

interface PlacedRule {
  readonly path: Path
  readonly rule: RuleYaml
}

function rulesOf(policy: Partial<PolicyYaml>): readonly PlacedRule[] {
  const missing = policy.on_missing_budget
  return [
    ...Object.entries(policy.levels ?? {}).flatMap(([name, level]) => rulesOfLevel(['levels', name], level)),
    ...(missing === undefined ? [] : [{ path: ['on_missing_budget', 'then'], rule: missing.then }]),
  ]
}

function rulesOfLevel(path: Path, { changes = {}, risks = {}, otherwise }: LevelYaml): readonly PlacedRule[] {
  return [
    ...Object.entries(changes).map(([name, rule]) => ({ path: [...path, 'changes', name], rule })),
    ...Object.entries(risks).map(([name, rule]) => ({ path: [...path, 'risks', name], rule })),
    ...(otherwise === undefined ? [] : [{ path: [...path, 'otherwise'], rule: otherwise }]),
  ]
}

/** Every place where a policy asks for people: rules, exceptions, sign-offs of rollouts, and silver bullets. */
export function seatsOf(
  policy: Partial<PolicyYaml>,
): readonly { readonly path: Path; readonly approvals: Readonly<Record<string, number>> }[] {
  return [
    ...rulesOf(policy).flatMap(({ path, rule }) =>
      typeof rule === 'string' || rule.approvals === undefined
        ? []
        : [{ path: [...path, 'approvals'], approvals: rule.approvals }],
    ),
    ...Object.entries(policy.levels ?? {}).flatMap(([name, { exception }]) =>
      exception === undefined
        ? []
        : [{ path: ['levels', name, 'exception', 'approvals'], approvals: exception.approvals }],
    ),
    ...Object.entries(policy.levels ?? {}).flatMap(([name, { rollout }]) =>
      Object.entries(rollout?.sign_off ?? {}).map(([stage, approvals]) => ({
        path: ['levels', name, 'rollout', 'sign_off', stage],
        approvals,
      })),
    ),
    ...(policy.silver_bullets === undefined
      ? []
      : [{ path: ['silver_bullets', 'approvals'], approvals: policy.silver_bullets.approvals }]),
  ]
}
