import { plainAnswer } from '../answer.ts'
import { announcementBlocks } from '../blocks/announcement.ts'
import { requestListLine } from '../blocks/request.ts'
import { namesOf } from '../names.ts'
import { slackTime } from '../slack-time.ts'
import { resolveAnyService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

const MOST_SHOWN = 25

export const deployList: Subcommand = {
  command: '/deploy',
  name: 'list',
  usage: '[service|mine]',
  summary: 'requests that are open or were granted',
  async run({ words, useCases, userId, now }) {
    const typed = words[0]?.text
    const isMine = typed === 'mine'
    const service = isMine ? undefined : resolveAnyService(typed, useCases)
    const found = await useCases.requests.list({
      states: ['open', 'granted'],
      limit: MOST_SHOWN,
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
    return {
      text: `${found.length} deploy request${found.length === 1 ? '' : 's'}`,
      blocks: announcementBlocks(['*Deploy requests*, newest first', ...lines].join('\n')),
    }
  },
}
