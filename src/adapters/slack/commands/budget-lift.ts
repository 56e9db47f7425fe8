import { plainAnswer } from '../answer.ts'
import { escaped } from '../escape.ts'
import { scopeTitle } from './freeze-lines.ts'
import { resolveScope } from './scope.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetLift: Subcommand = {
  command: '/budget',
  name: 'lift',
  usage: '<service|all>',
  summary: 'lifts a freeze that was declared',
  async run({ words, useCases, userId }) {
    const [first] = words
    if (first === undefined)
      return plainAnswer('Please name what to lift: `/budget lift &lt;service|all&gt;`')
    const scope = resolveScope(first.text, useCases.catalog())
    if (scope.kind === 'unresolved') return plainAnswer(scope.message)
    const outcome = await useCases.freezes.lift(scope.name, userId)
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    return plainAnswer(
      `:white_check_mark: Lifted for ${scopeTitle(scope.name)}. The level of each service decides again.`,
    )
  },
}
