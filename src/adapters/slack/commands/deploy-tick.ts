import { plainAnswer, refusal } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'
import { lineOf } from './words.ts'

export const deployTick: Subcommand = {
  command: '/deploy',
  name: 'tick',
  usage: '<id> <item> [text]',
  summary: 'ticks an item of the checklist, as /deploy show lists it',
  async run(call) {
    const { id } = await knownRequest(call, '/deploy tick')
    const [, item, ...rest] = call.words
    if (item === undefined)
      return plainAnswer('Which item? `/deploy tick &lt;id&gt; &lt;item&gt;`; `/deploy show` lists them.')
    const text = lineOf(rest)
    const outcome = await call.useCases.requests.tick(id, call.userId, item.text, text === '' ? null : text)
    return outcome.kind === 'refused'
      ? refusal(outcome)
      : plainAnswer(`:white_check_mark: Ticked: ${escapedLine(item.text)}.`)
  },
}
