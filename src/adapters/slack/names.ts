import type { DeployRequest } from '../../core/requests/deploy-request.ts'
import { type RoleBook, SERVICE_OWNER } from '../../core/people/role-book.ts'
import { governed, type Catalog } from '../../core/policy/catalog.ts'
import type { SlackUseCases } from './use-cases.ts'

/** What the names of services, change types, requirements and roles mean to people. */
export interface Names {
  readonly catalog: Catalog
  readonly roleBook: RoleBook
}

export const namesOf = (useCases: SlackUseCases): Names => ({
  catalog: useCases.catalog(),
  roleBook: useCases.roleBook(),
})

export function changeTitle(request: Pick<DeployRequest, 'service' | 'change'>, { catalog }: Names): string {
  return governed(catalog, request.service)?.policy.changes.get(request.change)?.title ?? request.change
}

export function requirementTitle(service: string, name: string, { catalog }: Names): string {
  return governed(catalog, service)?.policy.requirements.get(name)?.title ?? name
}

export function roleTitle(role: string, { roleBook }: Names): string {
  return roleBook.roles.get(role)?.title ?? (role === SERVICE_OWNER ? 'Service owner' : role)
}
