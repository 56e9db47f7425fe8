import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isPolicyTest } from '../../config/policies/policy-test-reader.ts'
import { readPolicy } from '../../config/policies/policy-reader.ts'
import { rolesNamed, seatsAsked } from '../../config/policies/policy-problems.ts'
import { textOf, yamlFilesIn } from '../../config/reading/text-files.ts'
import { YamlFile } from '../../config/reading/yaml-file.ts'
import { readSettings } from '../../config/settings/settings-reader.ts'
import { SERVICE_OWNER } from '../../core/people/role-book.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { PROJECT_ROOT } from '../configuration/project-root.ts'
import type { StarterPolicy, StarterRole } from './starter.ts'

const SHIPPED = join(PROJECT_ROOT, 'config')

/** The role that may declare freezes and ends shadow; wanted whatever the policy asks for. */
const SRE = 'sre'

export interface ShippedPolicy extends StarterPolicy {
  /** Whom its rules ask for or name, but for the owner of a service. */
  readonly roles: readonly Omit<StarterRole, 'people'>[]
}

/** The policies that came with the program, by name. */
export async function shippedPolicies(): Promise<readonly ShippedPolicy[]> {
  const { files } = await yamlFilesIn(join(SHIPPED, 'policies'))
  const titles = await shippedRoles()
  const policies = await Promise.all(
    files
      .filter(({ path }) => !isPolicyTest(path))
      .map(async ({ path, text }): Promise<readonly ShippedPolicy[]> => {
        const { name, yaml, policy } = readPolicy(new YamlFile(path, text), text)
        if (yaml === undefined || policy === undefined) return []
        const asked = [
          ...seatsAsked(yaml).flatMap(({ approvals }) => Object.keys(approvals)),
          ...rolesNamed(yaml).map(({ role }) => role),
          SRE,
        ]
        const roles = [...new Set(asked)].filter((role) => role !== SERVICE_OWNER)
        const tests = await textOf(path.replace(/\.yaml$/, '.test.yaml'))
        return [
          {
            name,
            title: policy.title,
            text,
            tests,
            roles: roles.map((role) => ({
              name: role,
              title: titles.get(role)?.title ?? role,
              implies: (titles.get(role)?.implies ?? []).filter((other) => roles.includes(other)),
            })),
          },
        ]
      }),
  )
  return policies.flat()
}

/** Titles of roles as the configuration has them that came with the program. */
async function shippedRoles() {
  const path = join(SHIPPED, 'budgeteer.yaml')
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new OperatorError(`${path} could not be read`, 'install Budgeteer again', { cause })
  })
  return new Map(Object.entries(readSettings(new YamlFile(path, text), []).rest.roles ?? {}))
}
