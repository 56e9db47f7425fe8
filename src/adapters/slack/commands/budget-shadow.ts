import { shadowLines } from '../../../core/policy/enforcement.ts'
import { plainAnswer } from '../answer.ts'
import { shadowAnswer } from '../blocks/shadow-report.ts'
import { escapedLine } from '../escape.ts'
import { resolveAnyService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetShadow: Subcommand = {
  command: '/budget',
  name: 'shadow',
  usage: '[service]',
  summary: 'what enforcement would have done where a policy is tried out, and Enforce…',
  async run({ words, useCases }) {
    const service = resolveAnyService(words[0]?.text, useCases)
    const facts = await useCases.shadow.report(service)
    const { policies } = useCases.catalog()
    const shadowing = [...policies.values()].filter(
      ({ name }) => shadowLines(useCases.catalog(), { kind: 'policy', name }).length > 0,
    )
    if (facts.length > 0) return shadowAnswer(facts, service === undefined ? shadowing : [])
    if (service === undefined) return plainAnswer('Nothing is in shadow: every policy is enforced.')
    const catalog = useCases.catalog()
    const title = escapedLine(catalog.services.get(service)?.title ?? service)
    const lines = shadowLines(catalog, { kind: 'service', name: service })
    return plainAnswer(
      lines.length === 0
        ? `*${title}* is not in shadow: its policy is enforced.`
        : `*${title}* is not in shadow at the level that it is at now; \`${escapedLine(lines[0] ?? '')}\` puts it there.`,
    )
  },
}
