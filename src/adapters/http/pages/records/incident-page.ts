import { linksOf, spanAround } from '../../../../core/budgets/links.ts'
import { sharePercentText } from '../../../../core/budgets/percent.ts'
import { DAY_MS } from '../../../../core/kernel/time/duration.ts'
import { isDetector } from '../../../../core/incidents/incident.ts'
import { incidentMoneyWords } from '../../../../core/incidents/incident-money.ts'
import { type IncidentRecord, MOST_EPISODES } from '../../../../core/records/incident-record.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import type { PageView } from '../page-view.ts'
import { burnDownFigure } from '../pictures/burn-down-picture.ts'
import { historySection, peopleIn } from './history-list.ts'
import { incidentRow } from './lists.ts'
import {
  badge,
  external,
  facts,
  row,
  rows,
  section,
  sectionOf,
  threadLink,
  written,
  writtenOrLinked,
} from './record-parts.ts'
import { recordRoute } from './record-route.ts'
import { lasted, recordView, type RecordView } from './record-view.ts'
import { goesOn } from './tones.ts'

/** So much of the budget's history is drawn before an incident. */
const DRAWN_DAYS = 7

/** GET /incidents/<id>: an incident with the times of its alert, its cost, its notes and its corrections. */
export function incidentPage(app: HttpApp, world: HttpWorld): void {
  recordRoute(app, world, 'incidents', async (id, view) => {
    const record = await world.useCases.records.incident(id)
    return record && incidentContent(record, view, world)
  })
}

async function incidentContent(
  record: IncidentRecord,
  plain: PageView,
  world: HttpWorld,
): Promise<PageContent> {
  const { incident, parts, episodes, notes, postmortems, history, posted } = record
  const { service, what, mergedInto, endedAt, detection, id } = incident
  const view = await recordView(plain, world, [
    incident.enteredBy,
    incident.closedBy,
    ...parts.map(({ enteredBy }) => enteredBy),
    ...[...notes, ...postmortems].map(({ author }) => author),
    ...peopleIn(history.entries),
  ])
  const { tone, words } = goesOn(endedAt)
  return {
    title: what,
    main: html`<p class="head">${badge(tone, words)} <span>${view.service(service)}</span></p>
      ${
        mergedInto === null
          ? ''
          : html`<p class="told unknown">
              It is a part of <a href="${view.to({ kind: 'incident', id: mergedInto })}">${mergedInto}</a>,
              which alone counts.
            </p>`
      }
      ${links(record, view)} ${detection?.summary ? written(detection.summary) : ''}
      ${incidentFacts(record, view)} ${threadLink(posted === undefined ? null : world.permalink(posted))}
      ${await burnDownFigure(
        {
          kind: 'burn-down',
          service,
          ...(incident.slo !== null && { slo: incident.slo }),
          at: Math.min(view.now, (endedAt ?? view.now) + DAY_MS),
          days: DRAWN_DAYS,
        },
        view,
        world,
      )}
      ${sectionOf(
        'notes',
        'Notes',
        notes.map(
          ({ author, at, text }) =>
            html`<li>
              <p class="second">${view.who(author)} ${view.time(at)}</p>
              ${written(text)}
            </li>`,
        ),
      )}
      ${section(
        'postmortem',
        'Postmortem',
        html`${
            postmortems.length === 0
              ? ''
              : rows(
                  postmortems.map(
                    ({ author, filedAt, content }) =>
                      html`<li>
                        <p class="second">${view.who(author)} ${view.time(filedAt)}</p>
                        ${writtenOrLinked(content)}
                      </li>`,
                  ),
                )
          }
          <p>
            <a href="${view.to({ kind: 'postmortem', id: mergedInto ?? id })}">The draft</a> of what is on
            record, to copy or to download
          </p>`,
      )}
      ${sectionOf(
        'episodes',
        'When its alert fired',
        episodes.map((episode) =>
          row(
            '',
            html`<span>${view.time(episode.startedAt)}</span>`,
            html`${episode.endedAt === null ? 'goes on' : lasted(episode.startedAt, episode.endedAt, view.now)}`,
          ),
        ),
        episodes.length < MOST_EPISODES ? '' : html`<p class="note">The first ${MOST_EPISODES}.</p>`,
      )}
      ${sectionOf(
        'parts',
        'Parts of it',
        parts.map((part) => incidentRow(part, view)),
      )}
      ${historySection(history, id, view)}
      <p class="note">Incident <code>${id}</code></p>`,
  }
}

function incidentFacts({ incident }: IncidentRecord, view: RecordView): Html {
  const { service, startedAt, endedAt, failedRatio, costRatio, slo, isCostFinal } = incident
  const { enteredBy, openedAt, closedBy, corrected, detection } = incident
  const byHand = (isCorrected: boolean): string => (isCorrected ? ' (corrected)' : '')
  return facts([
    ['Began', html`${view.time(startedAt)}${byHand(corrected.start)}`],
    [
      'Ended',
      endedAt === null
        ? 'it goes on'
        : html`${view.time(endedAt)}${byHand(corrected.end)}${closedBy === null ? '' : html`, by ${view.who(closedBy)}`}`,
    ],
    ['Lasted', lasted(startedAt, endedAt, view.now)],
    ['Requests that failed', failedRatio === null ? null : sharePercentText(failedRatio)],
    [
      'Cost',
      costRatio === null
        ? 'not known'
        : `${sharePercentText(costRatio)} of the budget${slo === null ? '' : ` of ${view.slo(service, slo)}`}${isCostFinal ? '' : ', so far'}`,
    ],
    ['In money', incidentMoneyWords(incident, view.catalog.services.get(service)?.cost, view.now)],
    [isDetector(enteredBy) ? 'Detected by' : 'Entered by', view.who(enteredBy)],
    ['On record since', view.time(openedAt)],
    ['Severity', detection?.severity],
  ])
}

/** The first thing that somebody who is called looks for. */
function links({ incident }: IncidentRecord, view: RecordView): Html {
  const { service, slo, startedAt, endedAt, detection } = incident
  const found = view.catalog.services.get(service)
  const about = detection?.aboutSlo ?? slo
  const links = linksOf({
    service: found,
    slo: found?.slos.find(({ name }) => name === about),
    span: spanAround(startedAt, endedAt, view.now),
  })
  const alert = detection?.url ?? null
  if (links.length === 0 && alert === null) return html``
  return html`<ul class="links">
    ${alert === null ? '' : html`<li>${external(alert, 'The alert')}</li>`}
    ${links.map(({ title, url }) => html`<li>${external(url, title)}</li>`)}
  </ul>`
}
