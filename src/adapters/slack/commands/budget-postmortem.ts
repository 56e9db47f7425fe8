import { serviceTitle } from '../../../core/policy/titles.ts'
import { actAnswer, plainAnswer, refusal } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { postmortemForm, recentIncidents } from '../modals/postmortem-form.ts'
import { resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import { lineOf } from './words.ts'

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
    const service = resolveService(first.text, useCases)
    const content = lineOf(rest)
    const incident = (await useCases.freezes.inForce()).find(
      (freeze) => freeze.kind === 'correctness' && freeze.service === service,
    )
    if (incident !== undefined || content === '') {
      const message = await useCases.freezes.mayFilePostmortem(userId)
      if (message !== null) return refusal({ message })
      const recent = await recentIncidents(useCases, service, call.now)
      await call.openModal(postmortemForm({ service, content, incident, recent }, useCases.catalog()))
      return null
    }
    const outcome = await useCases.freezes.filePostmortem({ service, content, answers: null, userId })
    return actAnswer(
      outcome,
      () => `:page_facing_up: Filed for ${escapedLine(serviceTitle(useCases.catalog(), service))}.`,
    )
  },
}
