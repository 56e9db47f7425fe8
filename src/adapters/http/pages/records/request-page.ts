import type { DeployRequest, Grant } from '../../../../core/requests/deploy-request.ts'
import { standingOf } from '../../../../core/requests/standing.ts'
import { WAY_DOCUMENTS, WAY_TITLES } from '../../../../core/requests/way-documents.ts'
import type { Outcome } from '../../../../core/outcomes/outcome.ts'
import { outcomeWords } from '../../../../core/outcomes/outcome-words.ts'
import type { RequestRecord } from '../../../../core/records/request-record.ts'
import { spelled } from '../../../spelling/command-text.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import type { PageView } from '../page-view.ts'
import { historySection, peopleIn } from './history-list.ts'
import { badge, facts, rows, row, section, sectionOf, threadLink, written } from './record-parts.ts'
import { recordRoute } from './record-route.ts'
import { recordView, type RecordView } from './record-view.ts'
import { rolloutSection } from './rollout-section.ts'
import { REQUEST_TONES } from './tones.ts'

/** GET /requests/<id>: a deploy request with everything that became of it. */
export function requestPage(app: HttpApp, world: HttpWorld): void {
  recordRoute(app, world, 'requests', async (id, view) => {
    const record = await world.useCases.records.request(id)
    return record && requestContent(record, view, world)
  })
}

async function requestContent(
  record: RequestRecord,
  plain: PageView,
  world: HttpWorld,
): Promise<PageContent> {
  const { request, grants, rollout, outcome, history, posted } = record
  const view = await recordView(plain, world, [...peopleOf(request), ...peopleIn(history.entries)])
  const { service, change, revision, decision, summary, way } = request
  const { tone, words } = REQUEST_TONES[standingOf(request, grants.at(-1), view.now)]
  const isSettled = request.endedAt !== null
  return {
    title: `${view.change(service, change)} at ${revision}`,
    main: html`<p class="head">
        ${badge(tone, words)} ${way === null ? '' : html`<span>${WAY_TITLES[way]}</span>`}
        <span>${view.service(service)}</span>
      </p>
      ${requestFacts(request, view)} ${summary === '' ? '' : written(summary)}
      ${threadLink(posted === undefined ? null : world.permalink(posted))}
      ${isSettled ? '' : html`<p class="told ${tone}">${spelled(decision.explanation)}</p>`}
      ${isSettled ? '' : (decision.advice ?? []).map((advice) => html`<p class="note">${spelled(advice)}</p>`)}
      ${sectionOf('seats', 'Approvals', seatRows(request, view))}
      ${request.rejection === null ? '' : rejection(request.rejection, view)} ${texts(request, view)}
      ${sectionOf(
        'grants',
        'Grants',
        grants.map((grant) => grantRow(grant, view)),
      )}
      ${rollout === undefined ? '' : rolloutSection(rollout, view)}
      ${outcome === undefined ? '' : outcomeSection(outcome, view)}
      ${historySection(history, request.id, view)}
      <p class="note">
        Request <code>${request.id}</code>, decided by the line <code>${decision.rule}</code> of
        ${decision.policy.name} ${decision.policy.version}
      </p>`,
  }
}

function outcomeSection(outcome: Outcome, view: RecordView): Html {
  const isBroken = outcome.state === 'rolled_back' || outcome.state === 'failed'
  const words = outcomeWords(outcome, (slo) => view.slo(outcome.service, slo))
  return section('outcome', 'Outcome', html`<p class="told ${isBroken ? 'fair' : 'unknown'}">${words}</p>`)
}

function requestFacts(request: DeployRequest, view: RecordView): Html {
  const { service, revision, environment, risk, decision, requestedBy, requestedAt } = request
  const { expiresAt, endedAt, supersededBy, state, wayRecord } = request
  return facts([
    ['Revision', revision],
    ['Environment', environment],
    ['Risk', view.risk(service, risk)],
    ['Level', decision.level],
    ['Requested by', view.who(requestedBy)],
    ['Requested', view.time(requestedAt)],
    endedAt !== null
      ? ['Ended', view.time(endedAt)]
      : state === 'open'
        ? ['Expires', view.time(expiresAt)]
        : ['Decided', view.time(request.decidedAt)],
    [
      'Superseded by',
      supersededBy !== null &&
        html`<a href="${view.to({ kind: 'request', id: supersededBy })}">${supersededBy}</a>`,
    ],
    [
      'Taken before it',
      wayRecord !== null && wayRecord.ration !== null
        ? `${wayRecord.takenBefore} of ${wayRecord.ration} a ${wayRecord.period}`
        : null,
    ],
  ])
}

const peopleOf = (request: DeployRequest): readonly string[] => [
  request.requestedBy,
  ...request.approvals.map(({ userId }) => userId),
  ...request.decision.seats.flatMap(({ filledBy }) => filledBy),
  ...request.escalations.map(({ by }) => by),
  ...request.textChanges.flatMap(({ voided }) => voided),
  ...(request.rejection === null ? [] : [request.rejection.userId]),
]

/** Each seat with who fills it, and to whom it was handed on. */
function seatRows({ decision, escalations, approvals, endedAt }: DeployRequest, view: RecordView): Html[] {
  const seats = decision.seats.map(({ role, count, filledBy }) => {
    const isFilled = filledBy.length >= count
    const people = filledBy.map((userId, index) => {
      const at = approvals.find((one) => one.userId === userId)?.at
      return html`${index === 0 ? '' : ', '}${view.who(userId)} ${at === undefined ? '' : view.time(at)}`
    })
    const open = count - filledBy.length
    const words = isFilled ? 'filled' : endedAt !== null ? 'not filled' : `${open} open`
    return row(
      isFilled ? 'good' : endedAt !== null ? 'unknown' : 'fair',
      html`<span>${count === 1 ? '' : `${count} × `}${view.role(role)}</span>`,
      people.length === 0 ? html`nobody yet` : html`${people}`,
      badge(isFilled ? 'good' : endedAt !== null ? 'unknown' : 'fair', words),
    )
  })
  const handed = escalations.map(({ seat, to, at, by }) =>
    row(
      'unknown',
      html`<span>${view.role(seat)} handed on to ${view.role(to)}</span>`,
      html`${by === 'budgeteer' ? 'because nobody answered' : html`by ${view.who(by)}`} ${view.time(at)}`,
    ),
  )
  return [...seats, ...handed]
}

const rejection = ({ userId, at, reason }: NonNullable<DeployRequest['rejection']>, view: RecordView): Html =>
  section(
    'rejection',
    'Rejection',
    html`<p>${view.who(userId)} ${view.time(at)}</p>
      ${written(reason)}`,
  )

/** What the requester wrote: requirements that are met or missing, and the documents of a way. */
function texts(request: DeployRequest, view: RecordView): Html {
  const { service, answers, decision, endedAt, textChanges, way, wayRecord } = request
  const documents = way === null || wayRecord === null ? [] : WAY_DOCUMENTS[way]
  const items = [
    ...[...answers].map(
      ([name, text]) =>
        html`<li class="good">
          <p class="first">${view.requirement(service, name)} ${badge('good', 'met')}</p>
          ${text === 'yes' ? '' : written(text)}
        </li>`,
    ),
    ...(endedAt === null ? decision.requires : []).map((name) =>
      row('fair', html`<span>${view.requirement(service, name)}</span>`, '', badge('fair', 'missing')),
    ),
    ...documents.flatMap(({ name, title }) => {
      const text = wayRecord?.documents.get(name)
      return text === undefined
        ? []
        : [
            html`<li>
              <p class="first">${title}</p>
              ${written(text)}
            </li>`,
          ]
    }),
    ...textChanges.map(({ name, at, voided }) =>
      row(
        'unknown',
        html`<span>${view.requirement(service, name)} was changed</span>`,
        html`${view.time(at)}${voided.map((id, index) => html`${index === 0 ? '; no longer counts: the approval of ' : ', '}${view.who(id)}`)}`,
      ),
    ),
  ]
  return items.length === 0 ? html`` : section('brings', 'What it brings', rows(items))
}

function grantRow(grant: Grant, view: RecordView): Html {
  const { id, level, grantedAt, expiresAt, voidedAt, voidedBy, usedAt, uses } = grant
  const [tone, words] =
    voidedAt !== null
      ? (['bad', 'voided'] as const)
      : usedAt !== null
        ? (['good', 'used'] as const)
        : expiresAt <= view.now
          ? (['unknown', 'expired unused'] as const)
          : (['good', 'may be used'] as const)
  const used = uses.map(
    ({ at, token, run, attempt }) =>
      html`<br />Deployed ${view.time(at)} by token ${token}${run === null ? '' : `, run ${run}`}, attempt
        ${attempt}`,
  )
  return row(
    tone,
    html`<span>Granted ${view.time(grantedAt)} at ${level}</span>`,
    html`until ${view.time(expiresAt)}
      ${voidedAt === null ? '' : html`· voided ${view.time(voidedAt)}${voidedBy === null ? '' : html` by ${view.who(voidedBy)}`}`}
      · <code>${id}</code>${used}`,
    badge(tone, words),
  )
}
