import { sharePercentText } from '../../../../core/budgets/percent.ts'
import { incidentMoneyWords } from '../../../../core/incidents/incident-money.ts'
import type { Incident } from '../../../../core/incidents/incident.ts'
import type { FreezeEntry } from '../../../../core/records/freeze-entry.ts'
import type { ListedRequest, ServiceList, ServiceLists } from '../../../../core/records/service-lists.ts'
import { standingOf } from '../../../../core/requests/standing.ts'
import { WAY_TITLES } from '../../../../core/requests/way-documents.ts'
import { isOpen, percentReached, type Rollout } from '../../../../core/rollouts/rollout.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { badge, row } from './record-parts.ts'
import { lasted, type RecordView } from './record-view.ts'
import { goesOn, REQUEST_TONES, ROLLOUT_TONES } from './tones.ts'

/** What a service's lists are called. */
export const LIST_TITLES: Readonly<Record<ServiceList, string>> = {
  requests: 'Requests',
  incidents: 'Incidents',
  freezes: 'Freezes',
  deployments: 'Deployments',
}

/** What a row of each list shows. */
export const listRows: {
  readonly [List in ServiceList]: (one: ServiceLists[List]['rows'][number], view: RecordView) => Html
} = {
  requests: requestRow,
  incidents: incidentRow,
  freezes: freezeRow,
  deployments: deploymentRow,
}

/** Whom a list's rows name. */
export const listPeople: {
  readonly [List in ServiceList]: (one: ServiceLists[List]['rows'][number]) => string
} = {
  requests: ({ request }) => request.requestedBy,
  incidents: ({ enteredBy }) => enteredBy,
  freezes: ({ by }) => by,
  deployments: ({ startedBy }) => startedBy,
}

export function requestRow({ request, grant }: ListedRequest, view: RecordView): Html {
  const { tone, words } = REQUEST_TONES[standingOf(request, grant, view.now)]
  const { id, service, change, revision, environment, requestedBy, requestedAt, way } = request
  return row(
    tone,
    html`<a href="${view.to({ kind: 'request', id })}">${view.change(service, change)} at ${revision}</a>`,
    html`${way === null ? '' : `${WAY_TITLES[way]} · `}${environment} · ${view.who(requestedBy)}
    ${view.time(requestedAt)}`,
    badge(tone, words),
  )
}

export function incidentRow(incident: Incident, view: RecordView): Html {
  const { id, what, startedAt, endedAt, costRatio, enteredBy } = incident
  const { tone, words } = goesOn(endedAt)
  const money = incidentMoneyWords(incident, view.catalog.services.get(incident.service)?.cost, view.now)
  const cost =
    costRatio === null
      ? ''
      : ` · cost ${sharePercentText(costRatio)} of the budget${money === null ? '' : `, ${money}`}`
  return row(
    tone,
    html`<a href="${view.to({ kind: 'incident', id })}">${what}</a>`,
    html`${view.time(startedAt)} · ${lasted(startedAt, endedAt, view.now)}${cost} · by ${view.who(enteredBy)}`,
    badge(tone, words),
  )
}

const FREEZE_KINDS: Readonly<Record<FreezeEntry['kind'], string>> = {
  level: 'Freeze of a level',
  declared: 'Declared freeze',
  correctness: 'Correctness incident',
  window: 'Freeze of the calendar',
}
export const freezeKind = ({ kind }: FreezeEntry): string => FREEZE_KINDS[kind]

export function freezeRow(freeze: FreezeEntry, view: RecordView): Html {
  const { id, title, beganAt, endedAt, until, services } = freeze
  const { tone, words } = goesOn(endedAt, 'in force')
  const ends = endedAt === null && until !== null ? html`, until ${view.time(until)}` : ''
  return row(
    tone,
    html`<a href="${view.to({ kind: 'freeze', id })}">${title}</a>`,
    html`${freezeKind(freeze)}${services === null ? ' of all services' : ''} · ${view.time(beganAt)}${ends} ·
    ${lasted(beganAt, endedAt, view.now)}`,
    badge(tone, words),
  )
}

export function deploymentRow(rollout: Rollout, view: RecordView): Html {
  const { id, requestId, revision, environment, startedBy, startedAt, endedAt, state, costs } = rollout
  const { tone, words } = ROLLOUT_TONES[state]
  const name = html`Revision ${revision}`
  const cost = costs.flatMap(({ slo, costRatio }) =>
    costRatio === null || costRatio <= 0
      ? []
      : [`${sharePercentText(costRatio)} of ${view.slo(rollout.service, slo)}`],
  )
  return row(
    tone,
    requestId === null
      ? html`<span id="${id}">${name}</span>`
      : html`<a id="${id}" href="${view.to({ kind: 'request', id: requestId })}">${name}</a>`,
    html`${environment} · ${view.who(startedBy)} ${view.time(startedAt)} ·
    ${isOpen(rollout) ? `${percentReached(rollout)}% so far` : lasted(startedAt, endedAt, view.now)}
    ${cost.length === 0 ? '' : ` · cost ${cost.join(', ')}`}`,
    badge(tone, words),
  )
}
