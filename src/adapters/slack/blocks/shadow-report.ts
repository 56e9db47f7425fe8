import type { KnownBlock } from '@slack/types'
import { sharePercentText } from '../../../core/budgets/percent.ts'
import { counted } from '../../../core/kernel/counted.ts'
import { durationInWords, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import type { BindingService, ShadowedFacts } from '../../../core/shadow/messages.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { withinMessageLimits } from './limits.ts'
import { context, divider, section } from './parts.ts'
import { promptRow } from './prompts.ts'

const MOST_STOPPED = 5

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
  const blocks = services.flatMap((one, index): KnownBlock[] => [
    ...(index === 0 ? [] : [divider]),
    section(
      `${one.emoji} *${escapedLine(one.serviceTitle)}* at *${one.level}*, in shadow since ${slackTime(one.since)}\n${sums(one)}`,
    ),
    ...linesOf(one).map((lines) => section(lines)),
    ...promptRow([{ kind: 'end-shadow', of: `service/${one.service}` }]),
  ])
  const wholes = policies.flatMap(({ name, title }): KnownBlock[] => [
    divider,
    section(`*${escapedLine(title)}* as a whole, for every service that says nothing of its own:`),
    ...promptRow([{ kind: 'end-shadow', of: `policy/${name}` }]),
  ])
  const note =
    'The last 7 days. An incident that followed a deployment need not come from it; waits are the median of past requests.'
  return {
    text: services.map((one) => `${one.serviceTitle}: ${sums(one)}`).join('; '),
    blocks: withinMessageLimits(
      blocks,
      [...wholes, context(note)],
      '`/budget shadow &lt;service&gt;` has one service',
    ),
  }
}

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
  const shown = stopped.slice(-MOST_STOPPED)
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
    ...(stops.length === 0
      ? []
      : [
          ['*It would have stopped*', ...stops, ...(more > 0 ? [`… and ${more} before these`] : [])].join(
            '\n',
          ),
        ]),
    ...(asked.length === 0 ? [] : [['*It would have asked*', ...asked].join('\n')]),
    ...(after.length === 0
      ? []
      : [['*Incidents within a day after what it would have stopped*', ...after].join('\n')]),
  ]
}

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
