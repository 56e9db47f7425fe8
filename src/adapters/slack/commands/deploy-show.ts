import { requestPrompts } from '../../../core/requests/notices.ts'
import { promptRow } from '../blocks/prompts.ts'
import { requestBlocks, requestLine } from '../blocks/request.ts'
import { namesOf } from '../names.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'

export const deployShow: Subcommand = {
  command: '/deploy',
  name: 'show',
  usage: '<id>',
  summary: 'one request with everything that is known of it',
  async run(call) {
    const request = await knownRequest(call, '/deploy show')
    const names = namesOf(call.useCases)
    const blocks = requestBlocks(request, names)
    return {
      text: requestLine(request, names),
      blocks: request.state === 'open' ? [...blocks, ...promptRow(requestPrompts(request))] : blocks,
    }
  },
}
