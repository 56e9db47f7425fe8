import { actAnswer, plainAnswer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { knownIncident } from './budget-incidents.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetIncidentRisk: Subcommand = {
  command: '/budget',
  name: 'incident risk',
  usage: '<id> <risk|none>',
  summary: 'says which risk of the catalog an incident was a case of (SRE)',
  async run(call) {
    const incident = await knownIncident(call, 'risk')
    const named = call.words[1]?.text
    const { risks } = call.useCases
    if (named === undefined) {
      const known = risks
        .catalogs(incident.service)
        .flatMap((catalog) => catalog.risks.map(({ name }) => `\`${name}\``))
      return plainAnswer(
        known.length === 0
          ? `No risk catalog is about \`${escapedLine(incident.service)}\`.`
          : `Which risk was it? \`/budget incident risk ${incident.id} &lt;risk&gt;\`, or \`none\`. Known: ${known.join(', ')}.`,
      )
    }
    const outcome = await risks.assignIncident(
      incident.id,
      named.toLowerCase() === 'none' ? null : named,
      call.userId,
    )
    return actAnswer(outcome, ({ risk }) =>
      risk === null
        ? `:white_check_mark: \`${incident.id}\` is a case of no risk.`
        : `:white_check_mark: \`${incident.id}\` was a case of *${escapedLine(risk.title)}*.`,
    )
  },
}
