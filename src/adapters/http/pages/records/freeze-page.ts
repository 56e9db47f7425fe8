import type { FreezeRecord } from '../../../../core/records/freeze-record.ts'
import { DAY_MS } from '../../../../core/kernel/time/duration.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import type { PageView } from '../page-view.ts'
import { burnDownFigure } from '../pictures/burn-down-picture.ts'
import { historySection, peopleIn } from './history-list.ts'
import { freezeKind, requestRow } from './lists.ts'
import { badge, external, facts, sectionOf, threadLink, written, writtenOrLinked } from './record-parts.ts'
import { recordRoute } from './record-route.ts'
import { lasted, recordView, scopeOf, type RecordView } from './record-view.ts'
import { goesOn } from './tones.ts'

/** Of the budget before a freeze so many days are drawn, and of a long freeze so many at most. */
const DRAWN_BEFORE_DAYS = 3
const MOST_DRAWN_DAYS = 90

/** GET /freezes/<id>: a freeze of any kind, with what was done in it. */
export function freezePage(app: HttpApp, world: HttpWorld): void {
  recordRoute(app, world, 'freezes', async (id, view) => {
    const record = await world.useCases.records.freeze(id)
    return record && freezeContent(record, view, world)
  })
}

async function freezeContent(record: FreezeRecord, plain: PageView, world: HttpWorld): Promise<PageContent> {
  const { freeze, postmortems, waysThrough, history, posted, incidentCommander } = record
  const view = await recordView(plain, world, [
    freeze.by,
    record.endedBy,
    incidentCommander,
    ...postmortems.map(({ author }) => author),
    ...waysThrough.map(({ requestedBy }) => requestedBy),
    ...peopleIn(history.entries),
  ])
  const { tone, words } = goesOn(freeze.endedAt, 'in force')
  return {
    title: freeze.title,
    main: html`<p class="head">
        ${badge(tone, words)} <span>${freezeKind(freeze)} of ${scopeOf(freeze.services, view)}</span>
      </p>
      ${freezeFacts(record, view)} ${threadLink(posted === undefined ? null : world.permalink(posted))}
      ${await picture(record, view, world)}
      ${sectionOf(
        'postmortems',
        postmortems.length === 1 ? 'Postmortem' : 'Postmortems',
        postmortems.map(
          ({ author, filedAt, content, answers }) =>
            html`<li>
              <p class="second">${view.who(author)} ${view.time(filedAt)}</p>
              ${writtenOrLinked(content)}
              ${
                answers === null
                  ? ''
                  : html`<p class="second">Affected records</p>
                      ${written(answers.records)}
                      <p class="second">How they are repaired</p>
                      ${written(answers.repair)}
                      <p class="second">What caused it</p>
                      ${written(answers.cause)}`
              }
            </li>`,
        ),
      )}
      ${sectionOf(
        'through',
        'Ways through it',
        waysThrough.map((request) => requestRow({ request, grant: undefined }, view)),
      )}
      ${historySection(history, freeze.id, view)}
      <p class="note">Freeze <code>${freeze.id}</code></p>`,
  }
}

function freezeFacts(
  { freeze, endedBy, incidentCommander, warRoom, changes }: FreezeRecord,
  view: RecordView,
): Html {
  const { kind, beganAt, endedAt, until, by, services } = freeze
  const [service = ''] = services ?? []
  return facts([
    ['Began', view.time(beganAt)],
    ['Declared by', (kind === 'declared' || kind === 'correctness') && view.who(by)],
    [
      'Ended',
      endedAt !== null &&
        html`${view.time(endedAt)}${endedBy === null ? '' : html`, by ${view.who(endedBy)}`}`,
    ],
    ['Until', endedAt === null && (until === null ? endWords(kind) : view.time(until))],
    [endedAt === null ? 'Lasts for' : 'Lasted', lasted(beganAt, endedAt, view.now)],
    ['Incident commander', incidentCommander !== null && view.who(incidentCommander)],
    ['War room', warRoom !== null && external(warRoom, warRoom)],
    ['Blocks', changes?.map((change) => view.change(service, change)).join(', ')],
  ])
}

const endWords = (kind: FreezeRecord['freeze']['kind']): string =>
  ({
    level: 'the budget recovers',
    declared: 'somebody lifts it',
    correctness: 'its postmortem is filed',
    window: '',
  })[kind]

/** The budget around a freeze of one service. */
async function picture({ freeze }: FreezeRecord, view: RecordView, world: HttpWorld): Promise<Html> {
  const { services, beganAt, endedAt } = freeze
  const [service] = services ?? []
  if (service === undefined || services?.length !== 1) return html``
  const at = Math.min(view.now, (endedAt ?? view.now) + DAY_MS)
  const days = Math.ceil((at - beganAt) / DAY_MS) + DRAWN_BEFORE_DAYS
  return burnDownFigure(
    { kind: 'burn-down', service, at, days: Math.min(days, MOST_DRAWN_DAYS) },
    view,
    world,
  )
}
