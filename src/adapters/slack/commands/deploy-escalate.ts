import { plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { namesOf, roleTitle } from '../names.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'

export const deployEscalate: Subcommand = {
  command: '/deploy',
  name: 'escalate',
  usage: '<id>',
  summary: 'hands a request to the next role',
  async run({ words, useCases, userId }) {
    const found = await knownRequest(useCases, words, '/deploy escalate')
    if ('problem' in found) return found.problem
    const outcome = await useCases.ways.escalate(found.request.id, userId)
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    const before = found.request.escalations.length
    const names = namesOf(useCases)
    const roles = new Set(outcome.request.escalations.slice(before).map(({ to }) => to))
    const asked = [...roles].map((role) => escapedLine(roleTitle(role, names)))
    return plainAnswer(
      `:mega: Handed on: ${asked.join(', ')} may take an open seat as well, and has been told.`,
    )
  },
}
