import { plainAnswer } from '../answer.ts'
import { requestLine } from '../blocks/request.ts'
import { escaped } from '../escape.ts'
import { namesOf } from '../names.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'

export const deployCancel: Subcommand = {
  command: '/deploy',
  name: 'cancel',
  usage: '<id>',
  summary: 'withdraws a request that you made',
  async run({ words, useCases, userId }) {
    const found = await knownRequest(useCases, words, '/deploy cancel')
    if ('problem' in found) return found.problem
    const outcome = await useCases.cancel(found.request.id, userId)
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
    return plainAnswer(`:wastebasket: ${requestLine(outcome.request, namesOf(useCases))}.`)
  },
}
