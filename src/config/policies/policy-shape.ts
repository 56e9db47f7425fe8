import { z } from 'zod'
import { bounds, condition } from './condition-shape.ts'
import {
  choice,
  date,
  duration,
  flag,
  listOf,
  mapping,
  name,
  pause,
  text,
  timeOfDay,
  timeZone,
} from '../reading/fields.ts'
import {
  hours,
  notice,
  notify,
  override,
  recovery,
  silverBullets,
  WEEKDAYS,
} from './policy-language-shape.ts'
import { actionTimes, mandatoryActions } from './actions-shape.ts'
import { escalation, requestTimes } from './escalation-shape.ts'
import { freezeRules } from './freeze-rules-shape.ts'
import { calendar } from './calendar-shape.ts'
import { checklist, rollout } from './rollout-shape.ts'
import { seats } from './seats-shape.ts'
import { meetings, reminders } from './review-shape.ts'

const rule = z
  .union(
    [
      choice(['approve', 'block']),
      mapping({
        approvals: seats.optional(),
        require: listOf(name).optional().describe('Requirements beyond those of the level.'),
        advice: text.optional().describe('Shown beside the decision.'),
        staggered: z
          .literal(true, { error: 'true, or nothing' })
          .optional()
          .describe('Deployments are spread over days; the calendar says when.'),
      }).refine((value) => Object.keys(value).length > 0, {
        error: 'empty; allowed: approve, block, or a mapping with approvals, require, advice, staggered',
      }),
    ],
    { error: 'approve, block, or a mapping with approvals, require, advice, staggered' },
  )
  .describe('approve, block, or the approvals and requirements that it takes.')

export type RuleYaml = z.infer<typeof rule>

const times = z.union([timeOfDay, listOf(timeOfDay).min(1)], {
  error: 'a time of day such as "09:00", or a list of them',
})

const review = mapping({
  name: name.optional().describe('review (the default) or standup.'),
  daily: times.optional(),
  weekly: mapping({ day: choice(WEEKDAYS), at: times }).optional(),
  every: duration.optional().describe('Counted from the start of the level, around the clock.'),
}).refine(
  ({ daily, weekly, every }) => [daily, weekly, every].filter((when) => when !== undefined).length === 1,
  {
    error: 'a review has exactly one of daily, weekly, every',
  },
)

export type ReviewYaml = z.infer<typeof review>

const level = mapping({
  title: text.describe('The line "Status:" of the announcement.'),
  emoji: text,
  when: condition
    .optional()
    .describe('When the level applies. The first level has none: it holds when no other does.'),
  freeze: flag.optional().describe('Announced as a freeze, with a thread of its own.'),
  requires: listOf(name).optional().describe('What every request at this level must bring.'),
  trigger: choice(['automatic', 'manual'])
    .optional()
    .describe('manual refuses gate calls by automatic tokens.'),
  cancels_planned: flag
    .optional()
    .describe('Voids open requests and unused grants that the level does not allow.'),
  changes: z.record(name, rule).optional().describe('Rules for change types by name. They come first.'),
  risks: z
    .record(name, rule)
    .optional()
    .describe('Rules by risk class, for change types that are not named.'),
  otherwise: rule.optional().describe('The rule for all the rest.'),
  exception: mapping({ approvals: seats }).optional().describe('Who may let a blocked change through.'),
  escalation: escalation.optional().describe('In place of the policy’s own; [] hands nothing on.'),
  reviews: listOf(review).optional(),
  hours: hours.optional(),
  tests: text.optional().describe('What tests the level asks for, in words.'),
  monitoring: text.optional().describe('How closely the budget is watched, in words.'),
  notify: notify.optional(),
  rollout: rollout.optional(),
  actions: mandatoryActions.optional(),
  announcement: name
    .optional()
    .describe('Template in messages/, without its ending. Default: level, which suits any.'),
})

export type LevelYaml = z.infer<typeof level>

export const policySchema = mapping({
  title: text,
  version: z
    .union([text, z.number()], { error: 'a version such as "1.0"' })
    .describe('The document’s own version.'),
  owner: text.optional(),
  reviewers: listOf(text).optional(),
  approved_by: listOf(text).optional(),
  effective: date.optional(),
  next_review: date.optional(),
  time_zone: timeZone.optional().describe('Of reviews and quoted times. Default: UTC.'),
  recover_after: pause
    .optional()
    .describe('How long a better level must hold before it counts. Default: 15m.'),
  on_missing_budget: mapping({
    keep_level_for: pause.describe('How long the last known level stands when the budget is not known.'),
    then: rule,
  })
    .optional()
    .describe('Default: the last level for 15m, then block.'),
  requests: requestTimes.optional(),
  escalation: escalation.optional(),
  grants: mapping({ valid_for: duration.optional(), single_use: flag.optional() })
    .optional()
    .describe('Default: valid for 24h, used once.'),
  freezes: freezeRules.optional(),
  risks: z
    .record(name, mapping({ title: text, minimum: mapping({ remaining: bounds }).optional() }))
    .describe('Risk classes, least risky first.'),
  change_types: z.record(
    name,
    mapping({
      title: text,
      risk: name,
      exempt: flag
        .optional()
        .describe('Allowed at every level, when claimed by a person or by a token that may.'),
    }),
  ),
  requirements: z
    .record(
      name,
      mapping({
        title: text,
        hint: text.optional(),
        kind: choice(['confirm', 'text', 'postmortem']).describe(
          'confirm is a tick, text must be written, postmortem is met by /budget postmortem while the level lasts.',
        ),
      }),
    )
    .optional(),
  actions: actionTimes.optional(),
  override: override.optional(),
  silver_bullets: silverBullets.optional(),
  notices: listOf(notice).optional().describe('What is said when a condition holds, beside any level.'),
  recovery: listOf(recovery).optional().describe('Help for the way back, shown with freezes and reviews.'),
  meetings: meetings.optional(),
  reminders: reminders.optional(),
  checklist: checklist.optional(),
  calendar: calendar.optional(),
  levels: z
    .record(name, level)
    .refine((levels) => Object.keys(levels).length > 0, { error: 'empty; a policy has at least one level' })
    .describe('From best to worst. The worst level whose condition holds is the service’s level.'),
}).describe('An error budget policy: rules alone, no people.')

export type PolicyYaml = z.infer<typeof policySchema>
