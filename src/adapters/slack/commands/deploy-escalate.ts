import { roleTitle } from '../../../core/people/role-book.ts'
import { plainAnswer, refusal } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'

export const deployEscalate: Subcommand = {
  command: '/deploy',
  name: 'escalate',
  usage: '<id>',
  summary: 'hands a request to the next role',
  async run(call) {
    const { id, escalations } = await knownRequest(call, '/deploy escalate')
    const outcome = await call.useCases.requests.escalate(id, call.userId)
    if (outcome.kind === 'refused') return refusal(outcome)
    const roles = new Set(outcome.request.escalations.slice(escalations.length).map(({ to }) => to))
    const asked = [...roles].map((role) => escapedLine(roleTitle(role, call.useCases.roleBook())))
    return plainAnswer(
      `:mega: Handed on: ${asked.join(', ')} may take an open seat as well, and has been told.`,
    )
  },
}
