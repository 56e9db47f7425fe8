import type { KnownBlock } from '@slack/types'
import { sharePercentText } from '../../../core/budgets/percent.ts'
import { counted } from '../../../core/kernel/counted.ts'
import { durationInWords, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import type { BindingService, ShadowedFacts } from '../../../core/shadow/messages.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { fitsMessage, withinMessageLimits } from './limits.ts'
import { context, divider, section } from './parts.ts'
import { promptRow } from './prompts.ts'

/** Lines below one service, of each kind. */
const MOST_LINES = 5
const MOST_POLICIES = 5

const NOTE =
  'The last 7 days. An incident that followed a deployment need not come from it; waits are the median of past requests.'

/** A policy that puts services in shadow. */
export interface ShadowingPolicy {
  readonly name: string
  readonly title: string
}

/** `/budget shadow`: what enforcement would have done in the last seven days, and the ways out for services and policies. */
export function shadowAnswer(
  services: readonly ShadowedFacts[],
  policies: readonly ShadowingPolicy[] = [],
): Answer {
  const ofEach = services.map((one, index): readonly KnownBlock[] => [
    ...(index === 0 ? [] : [divider]),
    section(
      `${one.emoji} *${escapedLine(one.serviceTitle)}* at *${one.level}*, in shadow since ${slackTime(one.since)}\n${sums(one)}`,
    ),
    ...linesOf(one).map((lines) => section(lines)),
    ...promptRow([{ kind: 'end-shadow', of: `service/${one.service}` }]),
  ])
  const wholes = policies
    .slice(0, MOST_POLICIES)
    .flatMap(({ name, title }): KnownBlock[] => [
      divider,
      section(`*${escapedLine(title)}* as a whole, for every service that says nothing of its own:`),
      ...promptRow([{ kind: 'end-shadow', of: `policy/${name}` }]),
    ])
  const morePolicies = policies.length - MOST_POLICIES
  const last = [
    ...wholes,
    ...(morePolicies > 0 ? [context(`… and in shadow as a whole: ${morePolicies} more.`)] : []),
    context(NOTE),
  ]
  const shown = mostThatFit(ofEach, last)
  const more = services.length - shown.length
  const texts = services.slice(0, shown.length).map((one) => `${one.serviceTitle}: ${sums(one)}`)
  return {
    text: [...texts, ...(more > 0 ? [`and ${counted(more, 'more service')}`] : [])].join('; '),
    blocks: withinMessageLimits(shown.flat(), [...(more > 0 ? [left(more)] : []), ...last]),
  }
}

/** Services as a whole: what would be cut off in the middle is left out and counted. */
function mostThatFit(
  ofEach: readonly (readonly KnownBlock[])[],
  last: readonly KnownBlock[],
): readonly (readonly KnownBlock[])[] {
  if (fitsMessage([...ofEach.flat(), ...last])) return ofEach
  const shown: (readonly KnownBlock[])[] = []
  for (const one of ofEach) {
    if (!fitsMessage([...shown.flat(), ...one, left(ofEach.length), ...last])) break
    shown.push(one)
  }
  return shown
}

const left = (more: number): KnownBlock =>
  context(`… and ${counted(more, 'more service')}; \`/budget shadow &lt;service&gt;\` has one.`)

/** `12 deployments: 3 would have been blocked, 2 would have waited for approval`. */
export function sums({
  deployments,
  blocked,
  asked,
}: Pick<ShadowedFacts, 'deployments' | 'blocked' | 'asked'>): string {
  if (deployments === 0) return 'No deployment has asked.'
  return blocked + asked === 0
    ? `${counted(deployments, 'deployment')}: enforced, all would have passed.`
    : `${counted(deployments, 'deployment')}: *${blocked}* would have been blocked, *${asked}* would have waited for approval.`
}

function linesOf({ stopped, left, roles, incidents }: ShadowedFacts): readonly string[] {
  const shown = stopped.slice(-MOST_LINES)
  const more = stopped.length - shown.length + left
  const stops = shown.map(({ at, changeTitle, revision, decision, level, seats }) => {
    const what = decision === 'blocked' ? `blocked at ${level}` : `would need ${escapedLine(seats)}`
    return `• ${slackTime(at)} ${escapedLine(changeTitle)}${revisionText(revision)}: ${what}`
  })
  const asked = roles.map(({ roleTitle, times, medianWaitSeconds }) => {
    const wait = medianWaitSeconds === null ? 'unknown' : durationInWords(medianWaitSeconds * SECOND_MS)
    return `• ${escapedLine(roleTitle)}, ${counted(times, 'time')}; such requests waited: ${wait}`
  })
  const after = incidents.map(({ what, afterSeconds, changeTitle, revision, costRatio }) => {
    const cost = costRatio === null ? '' : `, ${sharePercentText(costRatio)} of the budget`
    return `• ${escapedLine(what)} began ${durationInWords(afterSeconds * SECOND_MS)} after ${escapedLine(changeTitle)}${revisionText(revision)}${cost}`
  })
  return [
    part('It would have stopped', stops, more, 'before these'),
    part('It would have asked', asked.slice(0, MOST_LINES), asked.length - MOST_LINES),
    part(
      'Incidents within a day after what it would have stopped',
      after.slice(0, MOST_LINES),
      after.length - MOST_LINES,
    ),
  ].filter((text) => text !== '')
}

/** Lines below a title, and how many were left out; empty where there is none. */
const part = (title: string, lines: readonly string[], more: number, which = 'more'): string =>
  lines.length === 0
    ? ''
    : [`*${title}*`, ...lines, ...(more > 0 ? [`… and ${more} ${which}`] : [])].join('\n')

const revisionText = (revision: string | null): string =>
  revision === null ? '' : ` \`${escapedLine(revision)}\``

/** `🔴 ML Inference Gateway at CRITICAL: 13 of 18 change types are blocked`. */
export const bindingLine = ({
  emoji,
  serviceTitle,
  level,
  blockedCount,
  changeCount,
}: BindingService): string => {
  const what =
    blockedCount === 0
      ? 'nothing is blocked'
      : `${blockedCount} of ${counted(changeCount, 'change type')} are blocked`
  return `${emoji} *${escapedLine(serviceTitle)}* at *${level}*: ${what}`
}
