import { plainAnswer } from '../answer.ts'
import { escaped } from '../escape.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetWarRoom: Subcommand = {
  command: '/budget',
  name: 'war-room',
  usage: '<service> <url>',
  summary: 'links the war room of a freeze',
  async run({ words, useCases, userId }) {
    const [first, second] = words
    if (first === undefined || second === undefined) {
      return plainAnswer('Please name the service and the link: `/budget war-room &lt;service&gt; https://…`')
    }
    const service = resolveName(first.text, useCases.catalog().services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const url = URL.canParse(second.text) ? new URL(second.text) : undefined
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
      return plainAnswer('A war room is a link that begins with `https://`.')
    }
    const outcome = await useCases.setWarRoom(service.name, url.href, userId)
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    return plainAnswer(`:white_check_mark: The war room for ${escaped(service.name)} is ${escaped(url.href)}`)
  },
}
