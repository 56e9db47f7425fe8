import { plainAnswer } from '../answer.ts'
import { announcementBlocks } from '../blocks/announcement.ts'
import { requestLine } from '../blocks/request.ts'
import { namesOf } from '../names.ts'
import { slackTime } from '../slack-time.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

const MOST_SHOWN = 25

export const deployList: Subcommand = {
  command: '/deploy',
  name: 'list',
  usage: '[service|mine]',
  summary: 'requests that are open or granted',
  async run({ words, useCases, userId }) {
    const typed = words[0]?.text
    const isMine = typed === 'mine'
    const wanted =
      typed === undefined || isMine
        ? undefined
        : resolveName(typed, useCases.catalog().services.keys(), 'service')
    if (wanted?.kind === 'unresolved') return plainAnswer(wanted.message)
    const found = await useCases.requests({
      states: ['open', 'granted'],
      limit: MOST_SHOWN,
      ...(wanted === undefined ? {} : { service: wanted.name }),
      ...(isMine ? { requestedBy: userId } : {}),
    })
    if (found.length === 0) return plainAnswer('No deploy request is open or granted.')
    const names = namesOf(useCases)
    const lines = found.map(
      (request) =>
        `• \`${request.id}\` ${requestLine(request, names)} · <@${request.requestedBy}> ${slackTime(request.requestedAt)}`,
    )
    return {
      text: `${found.length} deploy request${found.length === 1 ? '' : 's'}`,
      blocks: announcementBlocks(['*Deploy requests*, newest first', ...lines].join('\n')),
    }
  },
}
