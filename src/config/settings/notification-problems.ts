import type { AuditKind } from '../../core/kernel/audit/audit-entry.ts'
import type { SettingsYaml } from './settings-shape.ts'
import type { PolicyInUse } from './role-problems.ts'
import type { Problem } from '../reading/problem.ts'

/** What receivers are told when a level begins. */
const LEVEL_BEGINS: AuditKind = 'transition'

/** Ways of telling people of a level that reach nobody: Budgeteer itself sends direct messages and mail. */
export function notificationProblems(
  { webhooks = [] }: Partial<SettingsYaml>,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const receivers = webhooks.filter(({ events }) => events?.includes(LEVEL_BEGINS) ?? true)
  const names = receivers.map(({ name }) => name).join(', ')
  const nobody = `no receiver under webhooks in budgeteer.yaml takes ${LEVEL_BEGINS}`

  return policies
    .filter(({ services }) => services.length > 0)
    .flatMap(({ file, policy }) =>
      Object.entries(policy.levels ?? {}).flatMap(([level, { notify }]) =>
        (notify?.by ?? []).flatMap((way, index): readonly Problem[] => {
          const path = ['levels', level, 'notify', 'by', index]
          if (way === 'webhook' && names === '')
            return [file.problem(path, `nobody is told by webhook: ${nobody}`, 'warning')]
          if (way !== 'pager') return []
          const instead =
            names === ''
              ? nobody
              : `the pager’s own rules have to page on ${LEVEL_BEGINS}, which ${names} is sent`
          return [file.problem(path, `pages nobody by itself: ${instead}`, 'warning')]
        }),
      ),
    )
}
