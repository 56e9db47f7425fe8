import { governed } from '../../../core/policy/catalog.ts'
import { plainAnswer } from '../answer.ts'
import { escaped } from '../escape.ts'
import { incidentLine } from './incident-line.ts'
import { incidentWords } from './incident-time.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

const USAGE = '<service> <what> <start> [duration]'
const LONGEST_WHAT = 200

export const budgetIncidentAdd: Subcommand = {
  command: '/budget',
  name: 'incident add',
  usage: USAGE,
  summary: 'enters an incident; start is `14:30`, `45m ago`, `now` or `2026-11-21T14:30`',
  async run({ words, useCases, userId, now }) {
    const [first, ...rest] = words
    if (first === undefined || rest.length < 2) {
      return plainAnswer(
        `Please give the service, what happened, and when it began: \`/budget incident add ${escaped(USAGE)}\``,
      )
    }
    const catalog = useCases.catalog()
    const service = resolveName(first.text, catalog.services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const timeZone = governed(catalog, service.name)?.policy.timeZone ?? 'UTC'
    const texts = rest.map(({ text }) => text)
    const read = incidentWords(texts, now, timeZone)
    if (read === undefined) {
      return plainAnswer(
        `When did it begin? End with \`14:30\` (${timeZone}), \`45m ago\`, \`now\` or \`2026-11-21T14:30\`, and a duration such as \`20m\` if it is over.`,
      )
    }
    if (read.what === '')
      return plainAnswer('What happened? Put a word or two between the service and the start.')
    if (read.what.length > LONGEST_WHAT) return plainAnswer(`Please use at most ${LONGEST_WHAT} characters.`)
    const outcome = await useCases.addIncident({ service: service.name, userId, ...read })
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    return plainAnswer(`:white_check_mark: Entered.\n${incidentLine(outcome.thing, now)}`)
  },
}
