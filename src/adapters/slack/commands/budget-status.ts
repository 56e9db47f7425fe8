import { boundariesOf } from '../../../core/policy/condition.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { matchingServices } from '../../../core/status/matching-services.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import { type Answer, plainAnswer } from '../answer.ts'
import { serviceStatus } from '../blocks/status.ts'
import { statusList } from '../blocks/status-list.ts'
import type { StatusPlace } from '../blocks/status-place.ts'
import { namesOf } from '../names.ts'
import { changeLines } from './needs.ts'
import { pageWords } from './page-words.ts'
import { resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

type Asked = Pick<UseCases, 'catalog' | 'roleBook' | 'status'> & Partial<Pick<UseCases, 'pageLink'>>

export const budgetStatus: Subcommand = {
  command: '/budget',
  name: 'status',
  usage: '[service|level|colour|part of a name] [page]',
  summary: 'budgets and levels, the worst first; of one service also burn rates and what may be deployed now',
  run({ words: all, useCases }) {
    const { page, words } = pageWords(all, useCases.catalog().services.keys())
    return statusPage(useCases, { only: words[0]?.text ?? '', page })
  },
}

/** A page of the services that were asked for; where that is one, all of it. Throws Misunderstood. */
export async function statusPage(useCases: Asked, place: StatusPlace): Promise<Answer> {
  const catalog = useCases.catalog()
  const { only } = place
  const names = [...catalog.services.keys()]
  const exact =
    only === '' && names.length === 1
      ? names[0]
      : names.find((name) => name.toLowerCase() === only.toLowerCase())
  if (exact !== undefined) return statusOfOne(useCases, exact, null)
  const { at, services } = await useCases.status()
  if (services.length === 0) return plainAnswer('No service is configured.')
  const matching =
    only === '' ? ({ by: 'sign', services } as const) : matchingServices(only, services, catalog)
  const named = matching?.by === 'name' ? matching.services : []
  // What begins as one name does means that service, whatever other names hold it in their middle.
  if (matching === undefined || matching.by === 'name') {
    const begun = named.filter(({ service }) => service.toLowerCase().startsWith(only.toLowerCase()))
    const one = begun.length === 1 ? begun[0] : named.length === 1 ? named[0] : undefined
    if (matching === undefined || one !== undefined)
      return statusOfOne(useCases, one?.service ?? resolveService(only, useCases), null)
  }
  return statusList({
    at,
    services: matching.services,
    all: services,
    place,
    boundariesOf: (service) => boundariesFor(useCases, service),
  })
}

/** Everything of one service; with the way back to the list that it was chosen from. Throws Misunderstood. */
export async function statusOfOne(useCases: Asked, typed: string, from: StatusPlace | null): Promise<Answer> {
  const service = resolveService(typed, useCases)
  const report = await useCases.status(service)
  const [found] = report.services
  if (found === undefined) return plainAnswer('No service is configured.')
  return serviceStatus(
    report.at,
    found,
    {
      boundaries: boundariesFor(useCases, service),
      allows: changeLines(found.changes, namesOf(useCases)),
      page: useCases.pageLink?.({ kind: 'service', name: service }) ?? null,
    },
    from,
  )
}

function boundariesFor({ catalog }: Asked, service: string): readonly number[] {
  const policy = governed(catalog(), service)?.policy
  return policy === undefined ? [0] : boundariesOf(policy)
}
