import { plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'

export const deployTick: Subcommand = {
  command: '/deploy',
  name: 'tick',
  usage: '<id> <item> [text]',
  summary: 'ticks an item of the checklist, as /deploy show lists it',
  async run({ words, useCases, userId }) {
    const found = await knownRequest(useCases, words, '/deploy tick')
    if ('problem' in found) return found.problem
    const [, item, ...rest] = words
    if (item === undefined)
      return plainAnswer('Which item? `/deploy tick &lt;id&gt; &lt;item&gt;`; `/deploy show` lists them.')
    const text = rest.map((word) => word.text).join(' ')
    const outcome = await useCases.rollouts.tick(
      found.request.id,
      userId,
      item.text,
      text === '' ? null : text,
    )
    return plainAnswer(
      outcome.kind === 'refused'
        ? `:warning: ${escaped(outcome.message)}`
        : `:white_check_mark: Ticked: ${escapedLine(item.text)}.`,
    )
  },
}
