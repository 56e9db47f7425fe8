import { plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetCorrectness: Subcommand = {
  command: '/budget',
  name: 'correctness',
  usage: '<service> <what>',
  summary: 'declares that data is wrong: all but the fix is blocked until the postmortem is filed',
  async run({ words, useCases, userId }) {
    const [first, ...rest] = words
    const what = rest.map(({ text }) => text).join(' ')
    if (first === undefined || what === '') {
      return plainAnswer(
        'Please name the service and what is wrong: `/budget correctness &lt;service&gt; &lt;what&gt;`',
      )
    }
    const service = resolveName(first.text, useCases.catalog().services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const outcome = await useCases.freezes.declareCorrectness({ service: service.name, what, userId })
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    return plainAnswer(
      `:rotating_light: Declared for ${escapedLine(service.name)}. It ends with \`/budget postmortem ${escapedLine(service.name)}\`.`,
    )
  },
}
