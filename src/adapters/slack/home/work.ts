import type { Button, KnownBlock } from '@slack/types'

import type { Action, TopAction } from '../../../core/actions/action.ts'
import { promptsOf } from '../../../core/actions/action-list.ts'
import { overdueFrom } from '../../../core/actions/due-actions.ts'
import type { PlannedDeployment } from '../../../core/calendar/planned-deployment.ts'
import type { HomeFacts } from '../../../core/home/home.ts'
import type { Press } from '../../../core/kernel/prompt.ts'
import { roleTitle } from '../../../core/people/role-book.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { riskTitle, serviceTitle } from '../../../core/policy/titles.ts'
import type { DeployRequest } from '../../../core/requests/deploy-request.ts'
import { requestPrompts } from '../../../core/requests/notices.ts'
import { WAY_TITLES } from '../../../core/requests/way-documents.ts'
import { stepOf } from '../../../core/rollouts/messages.ts'
import { nextStage, type Rollout } from '../../../core/rollouts/rollout.ts'
import { clipped } from '../blocks/limits.ts'
import { context, header, section } from '../blocks/parts.ts'
import { promptRow } from '../blocks/prompts.ts'
import { requestListLine, seatLine } from '../blocks/request.ts'
import { escapedLine, plainLine } from '../escape.ts'
import { changeTitle, type Names, requirementTitle } from '../names.ts'
import { slackTime } from '../slack-time.ts'

/** Of each kind; the rest is counted, with how it is reached. */
const MOST_APPROVALS = 8
const MOST_ACTIONS = 5
const MOST_REQUESTS = 5
const MOST_PLANS = 5
const MOST_OF_A_TEXT = 200
const MOST_OF_A_LABEL = 75

/** What the requester brings is asked of them alone. */
const OF_APPROVERS: ReadonlySet<Press['kind']> = new Set(['approve', 'reject', 'see-request'])

/** Requests that somebody may approve, and rollouts that they may sign off, with their buttons. */
export function approvalBlocks(
  { approvals, signOffs }: Pick<HomeFacts, 'approvals' | 'signOffs'>,
  names: Names,
): readonly KnownBlock[] {
  const items = [
    ...approvals.map((request) => () => approvalItem(request, names)),
    ...signOffs.map((rollout) => () => signOffItem(rollout, names)),
  ]
  if (items.length === 0) return []
  return [
    header('Waits for your approval'),
    ...items.slice(0, MOST_APPROVALS).flatMap((item) => item()),
    ...more(
      items.length - MOST_APPROVALS,
      'the next ones come up as these are decided; `/deploy list` has all',
    ),
  ]
}

function approvalItem(request: DeployRequest, names: Names): readonly KnownBlock[] {
  const { id, service, revision, environment, risk, summary, requestedBy, decision } = request
  const policy = governed(names.catalog, service)?.policy
  const what = `${changeTitle(request, names)} of ${serviceTitle(names.catalog, service)}`
  const way = request.way === null ? '' : ` · :old_key: ${WAY_TITLES[request.way]}`
  const missing = decision.requires.map((name) => escapedLine(requirementTitle(service, name, names)))
  const lines = [
    `*${escapedLine(what)}* · \`${escapedLine(revision)}\` to ${escapedLine(environment)}${way}`,
    `<@${requestedBy}> ${slackTime(request.requestedAt)} · risk ${escapedLine(riskTitle(policy, risk))} · ${escapedLine(decision.level)} · until ${slackTime(request.expiresAt)}`,
    ...(summary.trim() === '' ? [] : [`> ${clipped(escapedLine(summary), MOST_OF_A_TEXT)}`]),
    ...decision.seats.map((seat) => seatLine(seat, names)),
    ...(missing.length === 0 ? [] : [`:memo: Still missing: ${missing.join(', ')}`]),
  ]
  const prompts = requestPrompts(request, names.catalog).filter(({ kind }) => OF_APPROVERS.has(kind))
  return [section(lines.join('\n')), ...row(`home_request_${id}`, prompts, `${what} at ${revision}`)]
}

function signOffItem(rollout: Rollout, names: Names): readonly KnownBlock[] {
  const { service, revision, environment, requestedBy } = rollout
  const title = serviceTitle(names.catalog, service)
  const stage = nextStage(rollout)?.title ?? ''
  const text = `*Rollout of ${escapedLine(title)}* · \`${escapedLine(revision)}\` to ${escapedLine(environment)}\nThe stage ${escapedLine(stage)} asks for a sign-off · ${actorText(requestedBy)}`
  const prompts: readonly Press[] = [{ kind: 'sign-off-rollout', of: stepOf(rollout) }]
  return [section(text), ...row(`home_rollout_${rollout.id}`, prompts, `${title} at ${revision}, ${stage}`)]
}

const actorText = (actor: string): string =>
  actor.startsWith('token:') ? `the pipeline ${escapedLine(actor.slice(6))}` : `<@${actor}>`

/** What levels ask of somebody, with the buttons that close it, and the top actions that they own. */
export function actionBlocks(
  { actions, topActions, at }: Pick<HomeFacts, 'actions' | 'topActions' | 'at'>,
  names: Names,
): readonly KnownBlock[] {
  if (actions.length + topActions.length === 0) return []
  const shown = actions.slice(0, MOST_ACTIONS)
  const top = topActions.slice(0, MOST_ACTIONS)
  const left = actions.length - shown.length + topActions.length - top.length
  return [
    header('Your open actions'),
    ...shown.flatMap((action) => actionItem(action, at, names)),
    ...(top.length === 0 ? [] : [section(top.map((action) => topActionLine(action, names)).join('\n'))]),
    ...more(left, '`/budget actions` has all'),
  ]
}

function actionItem(action: Action, now: number, names: Names): readonly KnownBlock[] {
  const { id, service, text, level, owner, assignee, dueAt } = action
  const isLate = now >= overdueFrom(action)
  const whose = assignee === null ? (owner === null ? '' : roleTitle(owner, names.roleBook)) : 'yours'
  const lines = [
    `*${escapedLine(text)}* · ${escapedLine(serviceTitle(names.catalog, service))}, ${escapedLine(level)}`,
    `${isLate ? ':rotating_light: *overdue* since' : 'due'} ${slackTime(dueAt)} · ${escapedLine(whose)}`,
  ]
  return [section(lines.join('\n')), ...row(`home_action_${id}`, promptsOf(action), text)]
}

const topActionLine = ({ text, service }: TopAction, { catalog }: Names): string =>
  `:pushpin: ${escapedLine(text)} · top action of ${escapedLine(serviceTitle(catalog, service))}`

/** Somebody's own requests, each with the one button that helps most. */
export function ownRequestBlocks(
  requests: HomeFacts['requests'],
  now: number,
  names: Names,
): readonly KnownBlock[] {
  if (requests.length === 0) return []
  return [
    header('Your requests'),
    ...requests.slice(0, MOST_REQUESTS).map(({ request, grant }): KnownBlock => {
      const { id, state, decision, service } = request
      const missing = state === 'open' ? decision.requires : []
      const titles = missing.map((name) => escapedLine(requirementTitle(service, name, names)))
      const line = requestListLine(request, names, { grants: grant === undefined ? [] : [grant], now })
      const prompt = ownPrompt(request, names)
      const [row] = promptRow([prompt])
      const button = row?.type === 'actions' ? row.elements[0] : undefined
      const what = `${changeTitle(request, names)} at ${request.revision}`
      return {
        ...section(titles.length === 0 ? line : `${line}\n:memo: Still missing: ${titles.join(', ')}`),
        block_id: `home_own_${id}`,
        ...(button?.type === 'button' && { accessory: labelled(button, what) }),
      }
    }),
    ...more(requests.length - MOST_REQUESTS, '`/deploy list mine` has all'),
  ]
}

/** What the requester may do now, else a look at all of it. */
function ownPrompt(request: DeployRequest, { catalog }: Names): Press {
  const waits = request.state === 'open' && request.decision.decision !== 'blocked'
  const own = waits ? requestPrompts(request, catalog).find(({ kind }) => !OF_APPROVERS.has(kind)) : undefined
  return own ?? { kind: 'see-request', of: request.id }
}

/** The next deployments of the calendar. */
export function planBlocks(plans: readonly PlannedDeployment[], names: Names): readonly KnownBlock[] {
  if (plans.length === 0) return []
  const lines = plans
    .slice(0, MOST_PLANS)
    .map(
      (plan) =>
        `:date: ${slackTime(plan.at)} · *${escapedLine(changeTitle(plan, names))}* of ${escapedLine(serviceTitle(names.catalog, plan.service))} · \`${escapedLine(plan.revision)}\` · <@${plan.plannedBy}>`,
    )
  return [
    header('Planned deployments'),
    section(lines.join('\n')),
    ...more(plans.length - MOST_PLANS, '`/deploy calendar` has all'),
  ]
}

const more = (left: number, where: string): readonly KnownBlock[] =>
  left > 0 ? [context(`… and ${left} more: ${where}`)] : []

/** Buttons about one thing, which a screen reader tells from the same buttons of another. */
const row = (blockId: string, prompts: readonly Press[], about: string): readonly KnownBlock[] =>
  promptRow(prompts).map((block) =>
    block.type === 'actions'
      ? {
          ...block,
          block_id: blockId,
          elements: block.elements.map((element) =>
            element.type === 'button' ? labelled(element, about) : element,
          ),
        }
      : block,
  )

const labelled = (button: Button, about: string): Button => ({
  ...button,
  accessibility_label: clipped(plainLine(`${button.text.text.replace(/…$/, '')}: ${about}`), MOST_OF_A_LABEL),
})
