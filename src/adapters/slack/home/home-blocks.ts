import type { KnownBlock } from '@slack/types'

import type { Home, HomeFacts } from '../../../core/home/home.ts'
import { counted } from '../../../core/kernel/counted.ts'
import { ACTION } from '../action-ids.ts'
import { MAX_VIEW_BLOCKS, MAX_VIEW_BYTES } from '../blocks/limits.ts'
import { linkToPage } from '../blocks/page-link.ts'
import { actions, context, requestButton, section } from '../blocks/parts.ts'
import { escapedLine } from '../escape.ts'
import type { Names } from '../names.ts'
import { slackTime } from '../slack-time.ts'
import type { HomeState } from './home-state.ts'
import { KEPT_HOURS } from './home-keeper.ts'
import { needsAttention, serviceBlocks } from './services.ts'
import { actionBlocks, approvalBlocks, ownRequestBlocks, planBlocks } from './work.ts'

/** For the last line, and what Slack adds to a view. */
const RESERVED_BYTES = 5_000

/** Somebody's home, but for its last line. `notice` is what their last click came to, in mrkdwn. */
export function homeBlocks(
  home: Home,
  state: HomeState,
  notice: string | null,
  names: Names,
): readonly KnownBlock[] {
  const told = notice === null ? [] : [section(notice)]
  if (home.kind === 'shut')
    return [...told, section(`:lock: ${escapedLine(home.why)}`), actions(refreshButton())]
  const { facts } = home
  return withinViewLimits([
    ...told,
    section(summary(facts, names)),
    actions(
      ...(facts.services.length === 0
        ? []
        : [requestButton(ACTION.homeRequest, 'Request a deployment…', 'home')]),
      refreshButton(),
    ),
    ...approvalBlocks(facts, names),
    ...actionBlocks(facts, names),
    ...ownRequestBlocks(facts.requests, facts.at, names),
    ...planBlocks(facts.plans, names),
    ...serviceBlocks(facts.services, state, names),
  ])
}

/** The last line: how old all of it is, and the way to the page of all services. */
export function homeFoot(at: number, { pageLink }: Pick<Names, 'pageLink'> = {}): KnownBlock {
  const link = pageLink?.({ kind: 'overview' }) ?? null
  const page = link === null ? '' : ` · ${linkToPage(link)}`
  return context(
    `As of ${slackTime(at)} · follows every change for ${KEPT_HOURS} hours after you opened it${page}`,
  )
}

/** What matters first, in a sentence or two that also say it to who listens. */
function summary(
  { approvals, signOffs, actions: owed, topActions, services }: HomeFacts,
  names: Names,
): string {
  const waiting = approvals.length + signOffs.length
  const mine = owed.length + topActions.length
  const bad = services.filter((service) => needsAttention(service, names)).length
  return [
    waiting === 0
      ? ':white_check_mark: Nothing waits for your approval.'
      : `:raising_hand: *${counted(waiting, 'deployment')}* ${waiting === 1 ? 'waits' : 'wait'} for your approval.`,
    ...(mine === 0 ? [] : [`:clipboard: *${counted(mine, 'action')}* ${mine === 1 ? 'is' : 'are'} yours.`]),
    ...(services.length === 0
      ? []
      : bad === 0
        ? [`:sparkles: None of ${counted(services.length, 'service')} needs attention.`]
        : [
            `:warning: *${bad} of ${counted(services.length, 'service')}* ${bad === 1 ? 'needs' : 'need'} attention.`,
          ]),
  ].join('\n')
}

const refreshButton = () => requestButton(ACTION.homeRefresh, 'Refresh', 'home')

/** As many of the blocks as Slack takes in one view, one left for the last line. What does not fit is counted. */
function withinViewLimits(blocks: readonly KnownBlock[]): readonly KnownBlock[] {
  const most = MAX_VIEW_BLOCKS - 1
  if (blocks.length <= most && bytesOf(blocks) <= MAX_VIEW_BYTES - RESERVED_BYTES) return blocks
  const kept: KnownBlock[] = []
  let room = MAX_VIEW_BYTES - RESERVED_BYTES
  for (const block of blocks) {
    room -= bytesOf([block])
    if (kept.length === most - 1 || room < 0) break
    kept.push(block)
  }
  const left = blocks.length - kept.length
  return [...kept, context(`… and ${counted(left, 'more part')} that ${left === 1 ? 'does' : 'do'} not fit.`)]
}

const bytesOf = (blocks: readonly KnownBlock[]): number => Buffer.byteLength(JSON.stringify(blocks))
