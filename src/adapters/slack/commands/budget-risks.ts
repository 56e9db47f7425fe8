import { plainAnswer } from '../answer.ts'
import { withPageLink } from '../blocks/page-link.ts'
import { riskList } from '../blocks/risk-list.ts'
import { escapedLine } from '../escape.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import { pageWords } from './page-words.ts'
import { resolveAnyService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetRisks: Subcommand = {
  command: '/budget',
  name: 'risks',
  usage: '[service] [page]',
  summary: 'what may go wrong, ranked by what it costs in a year, with Accept…',
  async run({ words: all, useCases }) {
    const catalog = useCases.catalog()
    const { page, words } = pageWords(all, catalog.services.keys())
    const service = resolveAnyService(words[0]?.text, useCases)
    const reports = await useCases.risks.reports(service)
    if (reports.length === 0)
      return plainAnswer(
        service === undefined
          ? 'No risk catalog is configured: `risks.yaml` would hold them.'
          : `No risk catalog is about *${escapedLine(serviceTitle(catalog, service))}*.`,
      )
    const command = service === undefined ? '/budget risks' : `/budget risks ${service}`
    const answer = riskList({ reports, page, command })
    const [only, another] = reports
    const link = useCases.pageLink(
      only === undefined || another !== undefined
        ? { kind: 'risks' }
        : { kind: 'risk-catalog', name: only.catalog.name },
    )
    return { ...answer, blocks: withPageLink(answer.blocks, link) }
  },
}
