import { plainAnswer } from '../answer.ts'
import { escaped } from '../escape.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetIc: Subcommand = {
  command: '/budget',
  name: 'ic',
  usage: '<service> <@someone>',
  summary: 'names the incident commander of a freeze',
  async run({ words, useCases, userId }) {
    const commander = words.find((word) => word.userId !== null)?.userId
    const typed = words.find((word) => word.userId === null)?.text
    if (typed === undefined || commander === undefined || commander === null) {
      return plainAnswer('Please name the service and a person: `/budget ic &lt;service&gt; @someone`')
    }
    const service = resolveName(typed, useCases.catalog().services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const outcome = await useCases.setIncidentCommander(service.name, commander, userId)
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    return plainAnswer(
      `:white_check_mark: <@${commander}> is incident commander for ${escaped(service.name)}.`,
    )
  },
}
