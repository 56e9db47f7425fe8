import type { KnownBlock } from '@slack/types'

import { WAY_DOCUMENTS, WAY_TITLES } from '../../../core/requests/way-documents.ts'
import type { DeployRequest, Grant } from '../../../core/requests/deploy-request.ts'
import { type Standing, standingOf } from '../../../core/requests/standing.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { riskTitle, serviceTitle } from '../../../core/policy/titles.ts'
import { checklistFor } from '../../../core/policy/checklist.ts'
import type { DecidedSeat } from '../../../core/policy/decision.ts'
import { escaped, escapedLine } from '../escape.ts'
import { roleTitle } from '../../../core/people/role-book.ts'
import { changeTitle, requirementTitle } from '../names.ts'
import type { Names } from '../names.ts'
import { slackTime } from '../slack-time.ts'
import { linkToPage } from './page-link.ts'
import { context, facts, section } from './parts.ts'
import { visible } from '../../../core/kernel/visible-text.ts'
import { clipped } from './limits.ts'

/** What a request shows beside itself: its grants, oldest first, and the time that they are looked at. */
export interface Shown {
  readonly grants: readonly Grant[]
  readonly now: number
}

const STANDING: Readonly<Record<Standing, string>> = {
  open: ':hourglass_flowing_sand: open',
  granted: ':white_check_mark: granted',
  used: ':ballot_box_with_check: used',
  lapsed: ':hourglass: grant expired unused',
  superseded: ':recycle: superseded',
  rejected: ':x: rejected',
  cancelled: ':wastebasket: cancelled',
  expired: ':hourglass: expired',
  voided: ':no_entry_sign: voided',
}

/** One line in plain words, for lists, notifications and screen readers. Escaped. */
export function requestLine(request: DeployRequest, names: Names, shown: Shown): string {
  const standing = STANDING[shownAs(request, shown)].replace(/^:\w+: /, '')
  return `${escapedLine(changeTitle(request, names))} of ${escapedLine(serviceTitle(names.catalog, request.service))} at ${escapedLine(request.revision)}: ${standing}`
}

const shownAs = (request: DeployRequest, { grants, now }: Shown): Standing =>
  standingOf(request, grants.at(-1), now)

/** The same for lists: what is used up says when, and what may still be used until when. */
export function requestListLine(request: DeployRequest, names: Names, shown: Shown): string {
  const grant = shown.grants.at(-1)
  const standing = shownAs(request, shown)
  const when =
    standing === 'used'
      ? ` ${slackTime(grant?.usedAt ?? shown.now)}`
      : standing === 'granted' && grant !== undefined
        ? `, unused, until ${slackTime(grant.expiresAt)}`
        : standing === 'lapsed' && grant !== undefined
          ? ` ${slackTime(grant.expiresAt)}`
          : standing === 'open'
            ? `, until ${slackTime(request.expiresAt)}`
            : ''
  return `${requestLine(request, names, shown)}${when}`
}

/** A request with everything that is known of it. */
export function requestBlocks(request: DeployRequest, names: Names, shown: Shown): KnownBlock[] {
  const { decision } = request
  const policy = governed(names.catalog, request.service)?.policy
  const title = `${escapedLine(changeTitle(request, names))} of ${escapedLine(serviceTitle(names.catalog, request.service))}`
  const open = request.state === 'open'
  const missing = open ? decision.requires : []
  return [
    section(`*${title}* · ${STANDING[shownAs(request, shown)]}`),
    facts([
      ['Revision', escapedLine(request.revision)],
      ['Environment', escapedLine(request.environment)],
      ['Risk', escapedLine(riskTitle(policy, request.risk))],
      ['Level', escapedLine(decision.level)],
      ['Requested', `<@${request.requestedBy}> ${slackTime(request.requestedAt)}`],
      open
        ? ['Expires', slackTime(request.expiresAt)]
        : ['Decided', slackTime(request.endedAt ?? request.decidedAt)],
    ]),
    ...endBlocks(request),
    ...grantBlocks(shown),
    ...plain(request.summary),
    ...wayBlocks(request),
    ...(isMoot(request) ? [] : [section(escapedLine(decision.explanation))]),
    ...(decision.advice ?? []).map((advice) => context(`:bulb: ${escapedLine(advice)}`)),
    ...(decision.seats.length === 0
      ? []
      : [section(decision.seats.map((seat) => seatLine(seat, names)).join('\n'))]),
    ...request.escalations.map(({ seat, to, at, by }) =>
      context(
        `:mega: ${escapedLine(roleTitle(seat, names.roleBook))} → ${escapedLine(roleTitle(to, names.roleBook))}, ${by === 'budgeteer' ? 'because nobody answered' : `handed on by <@${by}>`} ${slackTime(at)}`,
      ),
    ),
    ...[...request.answers].map(([name, text]) =>
      section(
        `:ballot_box_with_check: *${escapedLine(requirementTitle(request.service, name, names))}*` +
          (text === 'yes' ? '' : `\n${escaped(text)}`),
      ),
    ),
    ...request.textChanges.map(({ name, at, voided }) => {
      const lost =
        voided.length === 0
          ? ''
          : `; no longer counts: the earlier approval of ${voided.map((id) => `<@${id}>`).join(', ')}`
      return context(
        `:pencil2: ${escapedLine(requirementTitle(request.service, name, names))} was changed ${slackTime(at)}${lost}`,
      )
    }),
    ...(['open', 'granted'].includes(shownAs(request, shown)) ? checklistBlocks(request, names) : []),
    ...(missing.length === 0
      ? []
      : [
          section(
            `:memo: Still missing: ${missing.map((name) => escapedLine(requirementTitle(request.service, name, names))).join(', ')}`,
          ),
        ]),
    ...(request.rejection === null
      ? []
      : [section(`:x: <@${request.rejection.userId}>: ${escaped(request.rejection.reason)}`)]),
    context(
      `Request \`${request.id}\` · policy line \`${escapedLine(decision.rule)}\` of ${escapedLine(decision.policy.name)} ${escapedLine(decision.policy.version)}${pagePart(request, names)}`,
    ),
  ]
}

const pagePart = ({ id }: DeployRequest, { pageLink }: Names): string => {
  const link = pageLink?.({ kind: 'request', id }) ?? null
  return link === null ? '' : ` · ${linkToPage(link)}`
}

/** How it ended, and on whose act. */
function endBlocks({ state, endedAt, requestedBy, supersededBy }: DeployRequest): KnownBlock[] {
  if (endedAt === null) return []
  const at = slackTime(endedAt)
  if (supersededBy !== null)
    return [section(`:recycle: <@${requestedBy}> asked again: \`${supersededBy}\` took its place ${at}`)]
  if (state === 'cancelled') return [section(`:wastebasket: Withdrawn by <@${requestedBy}> ${at}`)]
  if (state === 'voided') return [section(`:no_entry_sign: Voided by Budgeteer ${at}`)]
  return []
}

/** Each grant that it had: until when it may be used, or what became of it. */
function grantBlocks({ grants, now }: Shown): KnownBlock[] {
  return grants.flatMap((grant, index) => {
    const next = grants[index + 1]
    const after = next === undefined ? '' : ` Superseded by grant \`${next.id}\`.`
    return [context(`:key: Grant \`${grant.id}\`: ${grantText(grant, now)}.${after}`)]
  })
}

function grantText({ uses, usedAt, voidedAt, voidedBy, expiresAt, grantedAt }: Grant, now: number): string {
  if (voidedAt !== null)
    return `given ${slackTime(grantedAt)}, voided by ${actorText(voidedBy)} ${slackTime(voidedAt)}`
  if (usedAt === null)
    return expiresAt <= now
      ? `expired unused ${slackTime(expiresAt)}`
      : `unused, may be used until ${slackTime(expiresAt)}`
  const shown = uses.slice(0, MOST_USES).map(({ at, token, run, attempt }) => {
    const which = run === null ? '' : `, run ${escapedLine(run)}`
    return `${slackTime(at)} by the pipeline ${escapedLine(token)}${which}${attempt > 1 ? `, attempt ${attempt}` : ''}`
  })
  const more = uses.length > MOST_USES ? `; and ${uses.length - MOST_USES} more` : ''
  return `used ${shown.join('; ')}${more}`
}

const MOST_USES = 10

/** A person by a mention, a pipeline by its token, else the bot. */
function actorText(actor: string | null): string {
  if (actor === null || actor === 'budgeteer') return 'Budgeteer'
  return actor.startsWith('token:') ? `the pipeline ${escapedLine(actor.slice(6))}` : `<@${actor}>`
}

/** Over before it was decided: what it still needed no longer matters. */
const isMoot = ({ state, decision }: DeployRequest): boolean =>
  state !== 'open' && state !== 'granted' && decision.decision === 'needs-approval'

/** The policy's checklist, where it has one; of a request that may still be deployed. */
function checklistBlocks(request: DeployRequest, { catalog }: Names): KnownBlock[] {
  const policy = governed(catalog, request.service)?.policy
  if (policy === undefined) return []
  const metBy = new Map([...request.answers.keys()].map((name) => [name, request.requestedBy]))
  const items = checklistFor(policy, request.decision, metBy)
  if (items.length === 0) return []
  const lines = items.map(({ item, title, done, by }) => {
    const who =
      by === null ? `: \`/deploy tick ${request.id} ${item}\`` : by === 'budgeteer' ? '' : `: <@${by}>`
    const known = policy.checklist?.find(({ name }) => name === item)?.known !== null
    const after = known && !done ? '' : who
    return `${done ? ':white_check_mark:' : ':white_large_square:'} ${escapedLine(title)}${after}`
  })
  return [section(`*Before the deployment*\n${lines.join('\n')}`)]
}

/** The request's way through a freeze, with what was written for it. */
function wayBlocks({ way, wayRecord }: DeployRequest): KnownBlock[] {
  if (way === null || wayRecord === null) return []
  const { documents, takenBefore, ration, period } = wayRecord
  const of = ration === null ? '' : ` of ${ration}`
  return [
    section(`:old_key: *${WAY_TITLES[way]}* · ${takenBefore}${of} taken before it this ${period}`),
    ...WAY_DOCUMENTS[way].flatMap(({ name, title }) => {
      const text = documents.get(name) ?? ''
      return text === '' ? [] : [section(`*${title}*\n${escaped(text)}`)]
    }),
  ]
}

/** `✅ SRE: @rae`, `⬜ 1 of 2 Senior engineer: @sam`. */
export function seatLine({ role, count, filledBy }: DecidedSeat, names: Names): string {
  const mark = filledBy.length >= count ? ':white_check_mark:' : ':white_large_square:'
  const who = filledBy.length === 0 ? 'open' : filledBy.map((id) => `<@${id}>`).join(', ')
  const needed = count === 1 ? '' : `${filledBy.length} of ${count} `
  return `${mark} ${needed}${escapedLine(roleTitle(role, names.roleBook))}: ${who}`
}

/** What a person wrote, shown as written. */
function plain(text: string): KnownBlock[] {
  return text.trim() === ''
    ? []
    : [{ type: 'section', text: { type: 'plain_text', text: clipped(visible(text), 3_000), emoji: false } }]
}
