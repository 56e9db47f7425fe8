import { scopeOf } from '../../../core/freezes/announce-freeze.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import { actAnswer, plainAnswer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { resolveService } from './resolve-name.ts'
import { shadowText } from './shadow-text.ts'
import type { Subcommand } from './subcommand.ts'
import { lineOf } from './words.ts'

export const budgetCorrectness: Subcommand = {
  command: '/budget',
  name: 'correctness',
  usage: '<service> <what>',
  summary: 'declares that data is wrong: all but the fix is blocked until the postmortem is filed',
  async run({ words, useCases, userId }) {
    const [first, ...rest] = words
    const what = lineOf(rest)
    if (first === undefined || what === '')
      return plainAnswer(
        'Please name the service and what is wrong: `/budget correctness &lt;service&gt; &lt;what&gt;`',
      )
    const service = resolveService(first.text, useCases)
    const outcome = await useCases.freezes.declareCorrectness({ service, what, userId })
    const inShadow = shadowText(await useCases.freezes.inShadow(scopeOf({ service })))
    const shown = escapedLine(service)
    return actAnswer(outcome, () =>
      `:rotating_light: Declared for ${escapedLine(serviceTitle(useCases.catalog(), service))}. It ends with \`/budget postmortem ${shown}\`. ${inShadow}`.trimEnd(),
    )
  },
}
