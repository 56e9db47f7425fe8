import { plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { postmortemForm } from '../modals/postmortem-form.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetPostmortem: Subcommand = {
  command: '/budget',
  name: 'postmortem',
  usage: '<service> [link or text]',
  summary: 'files a postmortem; a form opens for a correctness incident, or when nothing is given',
  async run(call) {
    const { words, useCases, userId } = call
    const [first, ...rest] = words
    if (first === undefined)
      return plainAnswer('Please name the service: `/budget postmortem &lt;service&gt; &lt;link or text&gt;`')
    const service = resolveName(first.text, useCases.catalog().services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const content = rest.map(({ text }) => text).join(' ')
    const incident = (await useCases.freezes.inForce()).find(
      (freeze) => freeze.kind === 'correctness' && freeze.service === service.name,
    )
    if (incident !== undefined || content === '') {
      await call.openModal(postmortemForm({ service: service.name, content, incident }))
      return null
    }
    const outcome = await useCases.freezes.filePostmortem({
      service: service.name,
      content,
      answers: null,
      userId,
    })
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    return plainAnswer(`:page_facing_up: Filed for ${escapedLine(service.name)}.`)
  },
}
