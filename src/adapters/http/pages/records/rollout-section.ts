import { sharePercentText } from '../../../../core/budgets/percent.ts'
import {
  isOpen,
  nextStage,
  percentReached,
  type Rollout,
  waitEndsAt,
} from '../../../../core/rollouts/rollout.ts'
import { outageText } from '../../../../core/status/slo-words.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { badge, facts, section } from './record-parts.ts'
import type { RecordView } from './record-view.ts'
import { ROLLOUT_TONES } from './tones.ts'

/** A deployment that goes out, or went out, stage by stage. */
export function rolloutSection(rollout: Rollout, view: RecordView): Html {
  const { id, state, revision, environment, startedBy, startedAt, endedAt, hold, plan, costs } = rollout
  const { tone, words } = ROLLOUT_TONES[state]
  const percent = percentReached(rollout)
  const next = isOpen(rollout) ? nextStage(rollout) : undefined
  return section(
    'rollout',
    'Rollout',
    html`<p class="head">
        ${badge(tone, words)}
        <span>${percent}% of ${plan.kind === 'nodes' ? 'the nodes' : 'the traffic'}</span>
      </p>
      <meter class="${tone}" min="0" max="100" value="${percent}" aria-label="Share that it has reached">
        ${percent}%
      </meter>
      ${facts([
        ['Revision', revision],
        ['Environment', environment],
        ['Started', html`${view.time(startedAt)} by ${view.who(startedBy)}`],
        ['Stages', plan.stages.map(({ title }) => title).join(' → ')],
        ['Next', next && html`${next.title}, not before ${view.time(waitEndsAt(rollout))}`],
        ['Held', hold && html`${hold.reason}, by ${view.who(hold.by)} ${view.time(hold.at)}`],
        ['Ended', endedAt !== null && view.time(endedAt)],
        [
          'Cost',
          costs
            .flatMap(({ slo, costRatio, outageSeconds }) =>
              costRatio === null
                ? []
                : [
                    `${sharePercentText(Math.max(0, costRatio))} of ${view.slo(rollout.service, slo)}` +
                      (outageSeconds === null || outageSeconds <= 0 ? '' : ` (${outageText(outageSeconds)})`),
                  ],
            )
            .join(', '),
        ],
      ])}
      <p class="note">Rollout <code>${id}</code></p>`,
  )
}
