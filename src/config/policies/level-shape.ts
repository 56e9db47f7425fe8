import { z } from 'zod'
import { ACTION_PROOFS, type ActionProof } from '../../core/policy/mandatory-action.ts'
import { NOTIFICATION_WAYS } from '../../core/policy/policy.ts'
import { enforcement } from '../reading/enforcement-shape.ts'
import {
  choice,
  DURATION,
  duration,
  flag,
  listOf,
  mapping,
  matching,
  name,
  pause,
  positive,
  someOf,
  text,
  timeOfDay,
  WEEKDAYS,
  wholeNumber,
} from '../reading/fields.ts'
import { condition, seats } from './condition-shape.ts'

export const rule = z
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

export const escalation = z
  .union([listOf(name), z.record(name, name)], {
    error: 'a list of roles from the first to the last, or a mapping of each role to the next',
  })
  .refine((value) => !Array.isArray(value) || new Set(value).size === value.length, {
    error: 'a list in which no role comes twice',
  })
  .describe('Who is asked when a role does not answer, or hands its request on: [service-owner, sre].')

const weeklyWindow = mapping({
  days: listOf(choice(WEEKDAYS)).min(1).optional().describe('Default: every day.'),
  from: timeOfDay,
  to: matching(
    /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'a time of day such as "09:00", or "24:00" for the end of the day',
  ).describe('At or before `from` it is of the next day.'),
})

const hours = someOf({
  allowed: listOf(weeklyWindow).min(1).optional().describe('Deployments may start in these windows alone.'),
  preferred: listOf(weeklyWindow).min(1).optional().describe('Advised, never enforced.'),
}).describe('When deployments may start, in the policy’s time zone.')

const notify = someOf({
  roles: listOf(name).optional(),
  channels: listOf(choice(['announcements', 'approvals', 'incidents', 'teams']))
    .optional()
    .describe('teams is every further channel of budgeteer.yaml.'),
  by: listOf(choice(NOTIFICATION_WAYS))
    .min(1)
    .optional()
    .describe('How the roles are told. mail goes to the lists that are named like them. Default: [dm]'),
}).describe('Who is notified that the level has begun, beside the announcement.')

/** What needs no owner, because Budgeteer does it itself. */
const OWN_DEEDS: readonly ActionProof[] = ['announcement', 'cancellation', 'channels', 'notification']

const WITHIN = 'at once, or a duration such as 2h'
const within = z.union([z.literal('at once'), matching(DURATION, WITHIN)], { error: WITHIN })

const action = mapping({
  name: name.describe('The same name at the next level is the same action, which goes on there.'),
  text,
  within: within.describe('From the start of the level: at once, or a duration.'),
  owner: name.optional().describe('The role that owes it.'),
  escalate_to: name.optional().describe('The role that it goes to when it is late.'),
  repeats: duration.optional().describe('Asked for again this often, from the start of the level.'),
  insist: duration.optional().describe('Reminded of this often until it is done.'),
  proof: choice(ACTION_PROOFS)
    .optional()
    .describe(
      'What shows that it is done: Budgeteer’s own deed, what was set for the freeze, the notes of a review, a postmortem that was filed.',
    ),
}).refine(({ owner, proof }) => owner !== undefined || (proof !== undefined && OWN_DEEDS.includes(proof)), {
  error: `an action has an owner, unless its proof is one of ${OWN_DEEDS.join(', ')}`,
})

const actions = listOf(action)
  .refine((list) => new Set(list.map((one) => one.name)).size === list.length, {
    error: 'actions with distinct names',
  })
  .describe('What people owe when the level begins, with deadlines and owners.')

const PERCENT = 'a percentage of the stages, such as 50'
const percentKey = matching(/^(100|[1-9]\d?)$/, PERCENT)

const common = {
  each: pause.optional().describe('How long any other stage is watched before the next. Default: 0s'),
  watch: pause.optional().describe('How long it is watched after the last stage. Default: 0s'),
  approvals_each_stage: wholeNumber(1, 20)
    .optional()
    .describe('Distinct people of any role who sign before each stage.'),
  hold_at_burn: positive('a burn rate above 0, such as 14.4')
    .optional()
    .describe('Held when the burn rate of the last hour is above this.'),
}

const isGrowing = (stages: readonly number[]): boolean =>
  stages.every((stage, index) => index === 0 || stage > (stages[index - 1] ?? 0))

const rollout = mapping({
  stages: listOf(wholeNumber(1, 100))
    .min(1, { error: 'at least one percentage' })
    .refine((list) => isGrowing(list) && list.at(-1) === 100, {
      error: 'growing percentages that end with 100, such as [5, 25, 50, 100]',
    })
    .optional()
    .describe('Percentages, the canary first.'),
  canary: pause.optional().describe('How long the first stage is watched. Default: as the others.'),
  pause_at: z
    .record(percentKey, pause)
    .optional()
    .describe('How long particular stages are watched: 50: 24h'),
  sign_off: z
    .record(percentKey, seats)
    .optional()
    .describe('Who signs before particular stages: 100: { sre: 1 }'),
  nodes: z
    .union([wholeNumber(1, 100), listOf(text).min(1, { error: 'at least one node' })], {
      error: 'how many nodes there are, or a list of their names',
    })
    .optional()
    .describe('Node by node, instead of stages.'),
  ...common,
})
  .refine(({ stages, nodes }) => (stages === undefined) !== (nodes === undefined), {
    error: 'a rollout has exactly one of stages, nodes',
  })
  .refine(
    ({ nodes, canary, pause_at, sign_off }) =>
      nodes === undefined || (canary ?? pause_at ?? sign_off) === undefined,
    {
      error: 'nodes go with each, watch, approvals_each_stage, hold_at_burn alone',
    },
  )
  .refine(
    ({ stages, pause_at = {}, sign_off = {} }) =>
      stages === undefined ||
      [...Object.keys(pause_at), ...Object.keys(sign_off)].every((at) => stages.includes(Number(at))),
    { error: 'pause_at and sign_off name stages that there are' },
  )
  .describe('How deployments go out at this level. Default: all at once.')

export const level = mapping({
  title: text.describe('The line "Status:" of the announcement.'),
  emoji: text,
  when: condition
    .optional()
    .describe('When the level applies. The first level has none: it holds when no other does.'),
  freeze: flag.optional().describe('Announced as a freeze, with a thread of its own.'),
  enforcement,
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
  actions: actions.optional(),
  statement: flag
    .optional()
    .describe('A draft of what is said to customers and the public goes to the announcement’s thread.'),
  announcement: name
    .optional()
    .describe('Template in messages/, without its ending. Default: level, which suits any.'),
})

export type LevelYaml = z.infer<typeof level>
export type RuleYaml = z.infer<typeof rule>
export type EscalationYaml = z.infer<typeof escalation>
