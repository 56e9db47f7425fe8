import { actAnswer, plainAnswer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import { resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import { peopleIn, textsBesidePeople } from './words.ts'

export const budgetIc: Subcommand = {
  command: '/budget',
  name: 'ic',
  usage: '<service> <@someone>',
  summary: 'names the incident commander of a freeze',
  async run({ words, useCases, userId }) {
    const [commander] = peopleIn(words)
    const [typed] = textsBesidePeople(words)
    if (typed === undefined || commander === undefined)
      return plainAnswer('Please name the service and a person: `/budget ic &lt;service&gt; @someone`')
    const service = resolveService(typed, useCases)
    const outcome = await useCases.freezes.setIncidentCommander(service, commander, userId)
    return actAnswer(
      outcome,
      () =>
        `:white_check_mark: <@${commander}> is incident commander for ${escapedLine(serviceTitle(useCases.catalog(), service))}.`,
    )
  },
}
