import { boundariesOf } from '../../../core/policy/condition.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { plainAnswer } from '../answer.ts'
import { MOST_DETAILED, statusAnswer } from '../blocks/status.ts'
import type { StatusDetails } from '../blocks/status.ts'
import { allowedNow } from './allowed-now.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetStatus: Subcommand = {
  command: '/budget',
  name: 'status',
  usage: '[service]',
  summary: 'budgets, burn rates and levels, since when, and what may be deployed now',
  async run({ words, useCases }) {
    const typed = words[0]?.text
    const catalog = useCases.catalog()
    const wanted = typed === undefined ? undefined : resolveName(typed, catalog.services.keys(), 'service')
    if (wanted?.kind === 'unresolved') return plainAnswer(wanted.message)
    const report = await useCases.status(wanted?.name)
    const isDetailed = report.services.length <= MOST_DETAILED
    const details = await Promise.all(
      report.services.map(async ({ service }): Promise<readonly [string, StatusDetails]> => {
        const policy = governed(catalog, service)?.policy
        if (policy === undefined) return [service, { boundaries: [0], allows: [] }]
        const allows = isDetailed ? await allowedNow(useCases, service, policy) : []
        return [service, { boundaries: boundariesOf(policy), allows }]
      }),
    )
    return statusAnswer(report, new Map(details))
  },
}
