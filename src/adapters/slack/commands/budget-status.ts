import { boundariesOf } from '../../../core/policy/condition.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { MOST_DETAILED, statusAnswer } from '../blocks/status.ts'
import type { StatusDetails } from '../blocks/status.ts'
import { pageWords } from './page-words.ts'
import { namesOf } from '../names.ts'
import { changeLines } from './needs.ts'
import { resolveAnyService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetStatus: Subcommand = {
  command: '/budget',
  name: 'status',
  usage: '[service] [page]',
  summary: 'budgets, burn rates and levels, since when, and what may be deployed now',
  async run({ words: all, useCases }) {
    const catalog = useCases.catalog()
    const { page, words } = pageWords(all, catalog.services.keys())
    const report = await useCases.status(resolveAnyService(words[0]?.text, useCases))
    const isDetailed = report.services.length <= MOST_DETAILED
    const names = namesOf(useCases)
    const details = report.services.map(({ service, changes }): readonly [string, StatusDetails] => {
      const policy = governed(catalog, service)?.policy
      const boundaries = policy === undefined ? [0] : boundariesOf(policy)
      return [service, { boundaries, allows: isDetailed ? changeLines(changes, names) : [] }]
    })
    return statusAnswer(report, new Map(details), page)
  },
}
