import { z } from 'zod'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { courseWords, costWords, draftMarkdown } from '../../../../core/postmortems/draft-markdown.ts'
import type { PostmortemDraft, TimelineEntry } from '../../../../core/postmortems/draft.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import type { PageContent } from '../page-content.ts'
import { viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { burnDownFigure } from '../pictures/burn-down-picture.ts'
import { facts, row, section, sectionOf } from './record-parts.ts'
import { sendRecord } from './record-route.ts'
import { lasted } from './record-view.ts'

const BY_FILE = z.object({ file: z.string().max(200) })
const MARKDOWN = '.md'

/** GET /postmortems/<incident>: the draft of a postmortem. With `.md` behind it the same to download, as Markdown. */
export function postmortemPage(app: HttpApp, world: HttpWorld): void {
  app.get(
    '/postmortems/:file',
    { schema: { hide: true, params: BY_FILE }, config: { page: 'members' } },
    async (request, reply) => {
      const { file } = request.params
      const isFile = file.endsWith(MARKDOWN)
      const id = isFile ? file.slice(0, -MARKDOWN.length) : file
      const draft = await world.within(world.useCases.postmortems.draft(id))
      if (draft !== undefined && isFile)
        return reply
          .type('text/markdown; charset=utf-8')
          .header('content-disposition', `attachment; filename="${fileName(draft)}"`)
          .header('cache-control', 'no-store')
          .send(draftMarkdown(draft, world.pages().url))
      const page = draft && (await draftContent(draft, viewOf(request, world), world))
      return sendRecord(request, reply, page, `There is no incident ${id} on record.`, world)
    },
  )
}

/** Ids are letters and digits, but for what somebody wrote into the store. */
const fileName = ({ incident: { id } }: PostmortemDraft): string =>
  `postmortem-${id.replace(/[^\w.-]/g, '-')}${MARKDOWN}`

async function draftContent(draft: PostmortemDraft, view: PageView, world: HttpWorld): Promise<PageContent> {
  const { incident, picture, timeline, roles, actionItems } = draft
  const download = `${view.to({ kind: 'postmortem', id: incident.id })}${MARKDOWN}`
  return {
    title: `Postmortem: ${incident.what}`,
    main: html`<p class="note">
        A draft, from what is on record. It names nobody: people stand in it as the roles in which they
        helped, deployments by their revision.
      </p>
      <ul class="links">
        <li><a href="${download}" download>Download as Markdown</a></li>
        <li><a href="#markdown">Copy as Markdown</a></li>
        <li><a href="${view.to({ kind: 'incident', id: incident.id })}">The incident</a></li>
      </ul>
      ${draftFacts(draft, view)}
      ${picture?.kind === 'burn-down' ? await burnDownFigure(picture, view, world) : ''}
      ${section(
        'timeline',
        'Timeline',
        html`<ol class="history">
          ${timeline.map((entry) => timelineLine(entry, view))}
        </ol>`,
      )}
      ${sectionOf(
        'roles',
        'Who helped',
        roles.map(({ role, deeds }) => row('', html`<span>${role}</span>`, html`${deeds.join(', ')}`)),
      )}
      ${sectionOf(
        'action-items',
        'Action items',
        actionItems.map(({ text, owner, dueAt, state }) =>
          row('', html`<span>${text}</span>`, html`${owner} · until ${view.time(dueAt)} · ${state}`),
        ),
      )}
      ${section(
        'markdown',
        'As Markdown',
        html`<p class="note">A click selects all of it. What people write is blank.</p>
          <pre class="copied" tabindex="0" aria-label="The draft as Markdown">
${draftMarkdown(draft, world.pages().url)}</pre>`,
      )}`,
  }
}

function draftFacts({ incident, cost, alongside, at }: PostmortemDraft, view: PageView): Html {
  const { startedAt, endedAt } = incident
  return facts([
    ['Service', incident.serviceTitle],
    ['Began', view.time(startedAt)],
    ['Ended', endedAt === null ? 'it goes on' : view.time(endedAt)],
    ['Lasted', lasted(startedAt, endedAt, at)],
    ['Cost', costWords(cost)],
    ['Budget', courseWords(cost)],
    ['At the same time', alongside.map(({ what }) => what).join(', ')],
  ])
}

const timelineLine = ({ at, role, text }: TimelineEntry, view: PageView): Html =>
  html`<li>
    ${view.time(at)}
    <span>${role === null ? text : html`<span class="who">${role}</span> ${text}`}</span>
  </li>`
