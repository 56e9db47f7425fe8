import { UNKNOWN_LEVEL } from '../../core/policy/policy.ts'
import { placed, repeatedNames, unknownName, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { Path, Place, YamlFile } from '../reading/yaml-file.ts'
import type { EscalationYaml, LevelYaml, RuleYaml } from './level-shape.ts'
import type { PolicyYaml } from './policy-shape.ts'

/** Names in a policy that are unknown or used twice. `policy` is what is left of it when wrong parts are cut out. */
export function policyProblems(file: YamlFile, policy: Partial<PolicyYaml>): readonly Problem[] {
  const risks = file.at('risks').keys
  const changes = file.at('change_types').keys
  const levels = file.at('levels').keys
  const requirements = file.at('requirements').keys
  const required = (place: Place, names: readonly string[] | undefined): readonly Problem[] =>
    unknownNames(place, 'requirement', names, requirements)
  const { freezes } = policy

  return [
    ...Object.entries(policy.change_types ?? {}).flatMap(([name, { risk }]) =>
      unknownName(file.at('change_types', name, 'risk'), 'risk', risk, risks),
    ),
    ...Object.entries(policy.levels ?? {}).flatMap(([name, level]) => [
      ...(name === UNKNOWN_LEVEL ? [file.at('levels', name).problem(TAKEN)] : []),
      ...Object.keys(level.changes ?? {}).flatMap((change) =>
        unknownName(file.at('levels', name, 'changes', change), 'change type', change, changes),
      ),
      ...Object.keys(level.risks ?? {}).flatMap((risk) =>
        unknownName(file.at('levels', name, 'risks', risk), 'risk', risk, risks),
      ),
      ...required(file.at('levels', name, 'requires'), level.requires),
    ]),
    ...rulesOf(policy).flatMap(({ path, rule }) =>
      typeof rule === 'string' ? [] : required(file.at(...path, 'require'), rule.require),
    ),
    ...(policy.checklist ?? []).flatMap((item, at) =>
      required(file.at('checklist', at, 'requirements'), item.requirements),
    ),
    ...unknownNames(file.at('silver_bullets', 'levels'), 'level', policy.silver_bullets?.levels, levels),
    ...repeatedNames(file.at('notices'), 'another notice is called'),
    ...coolDownProblems(file.at('notices'), policy.notices),
    ...unknownName(file.at('freezes', 'as_level'), 'level', freezes?.as_level, levels),
    ...unknownNames(
      file.at('freezes', 'correctness_fixes'),
      'change type',
      freezes?.correctness_fixes,
      changes,
    ),
  ]
}

const coolDownProblems = (place: Place, notices: PolicyYaml['notices'] = []): readonly Problem[] =>
  placed(place, notices).flatMap(({ yaml: { flags, cool_down }, place: at }) =>
    flags === undefined && cool_down !== undefined
      ? [at.at('cool_down').problem('it is about flags: roll-back, which is not here; leave it away')]
      : [],
  )

const TAKEN = `${UNKNOWN_LEVEL} is the level of a service that was never measured; choose another name`

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
export function seatsAsked(
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

/** Every place where a policy names roles without asking for seats. */
export function rolesNamed(
  policy: Partial<PolicyYaml>,
): readonly { readonly path: Path; readonly role: string }[] {
  const listed = (path: Path, roles: readonly string[] = []): { path: Path; role: string }[] =>
    roles.map((role, index) => ({ path: [...path, index], role }))
  const laddered = (path: Path, ladder: EscalationYaml = []): { path: Path; role: string }[] =>
    Object.entries(ladder).map(([from, role]) => ({
      path: [...path, Array.isArray(ladder) ? Number(from) : from],
      role,
    }))
  const single = (path: Path, role: string | undefined): { path: Path; role: string }[] =>
    role === undefined ? [] : [{ path, role }]
  const levels = Object.entries(policy.levels ?? {})
  return [
    ...listed(['override', 'roles'], policy.override?.roles),
    ...laddered(['escalation'], policy.escalation),
    ...single(['freezes', 'declared_by'], policy.freezes?.declared_by),
    ...levels.flatMap(([name, { notify, escalation }]) => [
      ...listed(['levels', name, 'notify', 'roles'], notify?.roles),
      ...laddered(['levels', name, 'escalation'], escalation),
    ]),
    ...levels.flatMap(([name, { actions = [] }]) =>
      actions.flatMap((action, index) => {
        const path = ['levels', name, 'actions', index]
        return [
          ...single([...path, 'owner'], action.owner),
          ...single([...path, 'escalate_to'], action.escalate_to),
        ]
      }),
    ),
  ]
}
