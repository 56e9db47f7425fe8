import { suggestion } from '../../core/kernel/nearest.ts'
import { ladderRoles, type EscalationYaml } from './escalation-shape.ts'
import { namesIn } from '../reading/list-items.ts'
import type { PolicyYaml } from './policy-shape.ts'
import type { Problem } from '../reading/problem.ts'
import type { Path, YamlFile } from '../reading/yaml-file.ts'

/** Levels that nothing bears, and notices that go by one name. `policy` is what is left when wrong parts are cut out. */
export function policyLanguageProblems(file: YamlFile, policy: Partial<PolicyYaml>): readonly Problem[] {
  const levels = Object.keys(file.valueOf(['levels']) ?? {})
  const unknownLevels = (policy.silver_bullets?.levels ?? []).flatMap((level, index) =>
    levels.includes(level)
      ? []
      : [
          file.problem(
            ['silver_bullets', 'levels', index],
            `no level is called ${level}${suggestion(level, levels)}`,
          ),
        ],
  )
  const notices = namesIn(file.valueOf(['notices']))
  const repeated = notices.flatMap((name, index) =>
    name !== undefined && notices.indexOf(name) < index
      ? [file.problem(['notices', index, 'name'], `another notice is called ${name}; names are distinct`)]
      : [],
  )
  return [...unknownLevels, ...repeated]
}

/** Every place where a policy names roles without asking for seats. */
export function rolesNamed(
  policy: Partial<PolicyYaml>,
): readonly { readonly path: Path; readonly role: string }[] {
  const listed = (path: Path, roles: readonly string[] = []): { path: Path; role: string }[] =>
    roles.map((role, index) => ({ path: [...path, index], role }))
  const laddered = (path: Path, ladder: EscalationYaml | undefined): { path: Path; role: string }[] =>
    ladder === undefined
      ? []
      : ladderRoles(ladder).map(({ path: below, role }) => ({ path: [...path, ...below], role }))
  return [
    ...listed(['override', 'roles'], policy.override?.roles),
    ...laddered(['escalation'], policy.escalation),
    ...(policy.freezes?.declared_by === undefined
      ? []
      : [{ path: ['freezes', 'declared_by'], role: policy.freezes.declared_by }]),
    ...Object.entries(policy.levels ?? {}).flatMap(([name, { notify, escalation }]) => [
      ...listed(['levels', name, 'notify', 'roles'], notify?.roles),
      ...laddered(['levels', name, 'escalation'], escalation),
    ]),
    ...Object.entries(policy.levels ?? {}).flatMap(([name, { actions = [] }]) =>
      actions.flatMap(({ owner, escalate_to: next }, index) => {
        const path = ['levels', name, 'actions', index]
        return [
          ...(owner === undefined ? [] : [{ path: [...path, 'owner'], role: owner }]),
          ...(next === undefined ? [] : [{ path: [...path, 'escalate_to'], role: next }]),
        ]
      }),
    ),
  ]
}
