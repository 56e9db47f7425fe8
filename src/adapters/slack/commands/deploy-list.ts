import { plainAnswer } from '../answer.ts'
import { pageWords } from './page-words.ts'
import { pagedList } from '../blocks/paged-list.ts'
import { requestListLine } from '../blocks/request.ts'
import { namesOf } from '../names.ts'
import { slackTime } from '../slack-time.ts'
import { resolveAnyService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import { counted } from '../../../core/kernel/counted.ts'

/** Older ones are found by their service. */
const MOST_LISTED = 1_000

export const deployList: Subcommand = {
  command: '/deploy',
  name: 'list',
  usage: '[service|mine] [page]',
  summary: 'requests that are open or were granted',
  async run({ words: all, useCases, userId, now }) {
    const { page, words } = pageWords(all, useCases.catalog().services.keys())
    const typed = words[0]?.text
    const isMine = typed === 'mine'
    const service = isMine ? undefined : resolveAnyService(typed, useCases)
    const found = await useCases.requests.list({
      states: ['open', 'granted'],
      limit: MOST_LISTED,
      ...(service !== undefined && { service }),
      ...(isMine && { requestedBy: userId }),
    })
    if (found.length === 0) return plainAnswer('No deploy request is open, and none was granted.')
    const names = namesOf(useCases)
    const grants = await useCases.requests.grantsOf(found.map(({ id }) => id))
    const lines = found.map(
      (request) =>
        `• \`${request.id}\` ${requestListLine(request, names, { grants: grants.filter(({ requestId }) => requestId === request.id), now })} · <@${request.requestedBy}> ${slackTime(request.requestedAt)}`,
    )
    const isAll = found.length < MOST_LISTED
    return pagedList({
      heading: '*Deploy requests*, newest first',
      summary: counted(found.length, 'deploy request'),
      lines,
      page,
      command: ['/deploy list', typed === undefined ? '' : isMine ? 'mine' : service]
        .filter(Boolean)
        .join(' '),
      ...(!isAll && { note: `The newest ${MOST_LISTED} are listed; name a service for its older ones` }),
    })
  },
}
