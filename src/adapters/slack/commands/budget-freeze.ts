import { plainAnswer } from '../answer.ts'
import { escaped } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { freezeWords } from './freeze-words.ts'
import { scopeTitle } from './freeze-lines.ts'
import { resolveScope, zoneOf } from './scope.ts'
import type { Subcommand } from './subcommand.ts'

const USAGE = '<service|all> <reason> [for 4h | until 18:00]'

export const budgetFreeze: Subcommand = {
  command: '/budget',
  name: 'freeze',
  usage: USAGE,
  summary: 'declares a freeze, whatever the level; it ends by time, or with `/budget lift`',
  async run({ words, useCases, userId, now }) {
    const [first, ...rest] = words
    if (first === undefined || rest.length === 0) {
      return plainAnswer(`Please name what to freeze, and why: \`/budget freeze ${escaped(USAGE)}\``)
    }
    const catalog = useCases.catalog()
    const scope = resolveScope(first.text, catalog)
    if (scope.kind === 'unresolved') return plainAnswer(scope.message)
    const texts = rest.map(({ text }) => text)
    const { reason, until } = freezeWords(texts, now, zoneOf(scope.name, catalog))
    if (reason === '') return plainAnswer('Why? Put the reason between the service and the end.')
    const outcome = await useCases.freezes.declare({ service: scope.name, reason, until, userId })
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    const end = until === null ? 'until you lift it' : `until ${slackTime(until)}`
    return plainAnswer(`:ice_cube: Frozen: ${scopeTitle(scope.name)}, ${end}. The channel is told.`)
  },
}
