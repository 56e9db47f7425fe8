import { openChecklist } from '../../../core/requests/open-checklist.ts'
import { requestPrompts } from '../../../core/requests/notices.ts'
import { outcomeWords } from '../../../core/outcomes/outcome-words.ts'
import { sloTitle } from '../../../core/policy/titles.ts'
import { context } from '../blocks/parts.ts'
import { promptRow } from '../blocks/prompts.ts'
import { requestBlocks, requestLine } from '../blocks/request.ts'
import { escapedLine } from '../escape.ts'
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
    const shown = { grants: await call.useCases.requests.grantHistory(request.id), now: call.now }
    const blocks = requestBlocks(request, names, shown)
    const outcome = await call.useCases.outcomes.of(request.id)
    const isChecklistOpen = openChecklist(request, names.catalog).length > 0
    const prompts =
      request.state === 'open'
        ? requestPrompts(request, names.catalog)
        : isChecklistOpen
          ? [{ kind: 'tick-checklist' as const, of: request.id }]
          : []
    return {
      text: requestLine(request, names, shown),
      blocks: [
        ...blocks,
        ...(outcome === undefined
          ? []
          : [
              context(
                escapedLine(outcomeWords(outcome, (slo) => sloTitle(names.catalog, request.service, slo))),
              ),
            ]),
        ...promptRow(prompts),
      ],
    }
  },
}
