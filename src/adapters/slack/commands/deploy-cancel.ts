import { plainAnswer, refusal } from '../answer.ts'
import { requestLine } from '../blocks/request.ts'
import { namesOf } from '../names.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'

export const deployCancel: Subcommand = {
  command: '/deploy',
  name: 'cancel',
  usage: '<id>',
  summary: 'withdraws a request that you made',
  async run(call) {
    const { id } = await knownRequest(call, '/deploy cancel')
    const outcome = await call.useCases.requests.cancel(id, call.userId)
    return outcome.kind === 'refused'
      ? refusal(outcome)
      : plainAnswer(
          `:wastebasket: ${requestLine(outcome.request, namesOf(call.useCases), { grants: [], now: call.now })}.`,
        )
  },
}
