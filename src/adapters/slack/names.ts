import type { DeployRequest } from '../../core/requests/deploy-request.ts'
import type { RoleBook } from '../../core/people/role-book.ts'
import { governed, type Catalog } from '../../core/policy/catalog.ts'
import type { UseCases } from '../../core/use-cases.ts'

/** What the names of services, change types, requirements and roles mean to people. */
export interface Names {
  readonly catalog: Catalog
  readonly roleBook: RoleBook
  /** The link to a page; null where nothing says how people reach the pages. */
  readonly pageLink?: UseCases['pageLink']
}

export const namesOf = ({
  catalog,
  roleBook,
  pageLink,
}: Pick<UseCases, 'catalog' | 'roleBook'> & Partial<Pick<UseCases, 'pageLink'>>): Names => ({
  catalog: catalog(),
  roleBook: roleBook(),
  ...(pageLink && { pageLink }),
})

export function changeTitle(request: Pick<DeployRequest, 'service' | 'change'>, { catalog }: Names): string {
  return governed(catalog, request.service)?.policy.changes.get(request.change)?.title ?? request.change
}

export function requirementTitle(service: string, name: string, { catalog }: Names): string {
  return governed(catalog, service)?.policy.requirements.get(name)?.title ?? name
}
