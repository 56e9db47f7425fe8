import { roleTitle } from '../../../core/people/role-book.ts'
import {
  nextStage,
  percentReached,
  type Rollout,
  stageReached,
  waitEndsAt,
} from '../../../core/rollouts/rollout.ts'
import { rolloutPrompts } from '../../../core/rollouts/messages.ts'
import { durationInWords } from '../../../core/kernel/time/duration.ts'
import { type Answer, refusal } from '../answer.ts'
import { facts, section } from '../blocks/parts.ts'
import { promptRow } from '../blocks/prompts.ts'
import { escaped, escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { knownRequest } from './known-request.ts'
import type { Subcommand } from './subcommand.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import { namesOf, type Names } from '../names.ts'

export const deployRollout: Subcommand = {
  command: '/deploy',
  name: 'rollout',
  usage: '<id>',
  summary: 'starts to roll out a granted request stage by stage, or shows how far it is',
  async run(call) {
    const { useCases, userId, now } = call
    const { id } = await knownRequest(call, '/deploy rollout')
    const known = await useCases.rollouts.ofRequest(id)
    if (known !== undefined) return rolloutAnswer(known, namesOf(useCases), now)
    const outcome = await useCases.rollouts.start(id, userId)
    return outcome.kind === 'refused'
      ? refusal(outcome)
      : rolloutAnswer(outcome.thing, namesOf(useCases), now)
  },
}

/** A rollout as it stands, with its plan. */
function rolloutAnswer(rollout: Rollout, { roleBook, catalog }: Names, now: number): Answer {
  const { plan, state, revision, service, hold, stage } = rollout
  const next = nextStage(rollout)
  const open = state === 'running' || state === 'held'
  const title = `Rollout of ${escapedLine(revision)} of ${escapedLine(serviceTitle(catalog, service))}: ${state.replace('_', ' ')} at ${percentReached(rollout)}%`
  const until = waitEndsAt(rollout)
  const steps = plan.stages.map((one, index) => {
    const mark =
      index < stage ? ':white_check_mark:' : index === stage ? ':arrow_forward:' : ':white_small_square:'
    const wait = one.waitMs === 0 ? '' : `, watched for ${durationInWords(one.waitMs)}`
    const seats = one.seats.map(
      ({ role, count }) => `${count} × ${role === '*' ? 'any role' : escapedLine(roleTitle(role, roleBook))}`,
    )
    return `${mark} ${escapedLine(one.title)}${wait}${seats.length === 0 ? '' : `, signed by ${seats.join(' and ')}`}`
  })
  return {
    text: title,
    blocks: [
      section(`*${title}*`),
      section(steps.join('\n')),
      ...(open
        ? [
            facts([
              ['Stage', escapedLine(stageReached(rollout)?.title ?? 'not begun')],
              [next === undefined ? 'Watched until' : 'Next stage', until > now ? slackTime(until) : 'now'],
            ]),
          ]
        : []),
      ...(hold === null ? [] : [section(`:double_vertical_bar: Held: ${escaped(hold.reason)}`)]),
      ...(open ? promptRow(rolloutPrompts(rollout, (next?.seats.length ?? 0) > 0)) : []),
    ],
  }
}
