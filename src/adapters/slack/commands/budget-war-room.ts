import { actAnswer, plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import { resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetWarRoom: Subcommand = {
  command: '/budget',
  name: 'war-room',
  usage: '<service> <url>',
  summary: 'links the war room of a freeze',
  async run({ words, useCases, userId }) {
    const [first, second] = words
    if (first === undefined || second === undefined)
      return plainAnswer('Please name the service and the link: `/budget war-room &lt;service&gt; https://…`')
    const service = resolveService(first.text, useCases)
    const url = URL.canParse(second.text) ? new URL(second.text) : undefined
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
      return plainAnswer('A war room is a link that begins with `https://`.')
    const outcome = await useCases.freezes.setWarRoom(service, url.href, userId)
    return actAnswer(
      outcome,
      () =>
        `:white_check_mark: The war room for ${escapedLine(serviceTitle(useCases.catalog(), service))} is ${escaped(url.href)}`,
    )
  },
}
