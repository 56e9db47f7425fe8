import { z } from 'zod'
import {
  ACTION_PROOFS,
  type ActionProof,
  type ActionTimes,
  type MandatoryAction,
  USUAL_ACTION_TIMES,
} from '../../core/policy/mandatory-action.ts'
import { choice, duration, listOf, mapping, matching, millis, name, pause, positive, text } from '../reading/fields.ts'

/** What needs no owner, because Budgeteer does it itself. */
const OWN_DEEDS: readonly ActionProof[] = ['announcement', 'cancellation', 'channels', 'notification']

const within = z.union(
  [z.literal('at once'), matching(/^(?=.*[1-9])(\d+(ms|s|m|h|d|w))+$/, 'at once, or a duration such as 2h')],
  {
    error: 'at once, or a duration such as 2h',
  },
)

const action = mapping({
  name: name.describe('The same name at the next level is the same action, which goes on there.'),
  text,
  within: within.describe('From the start of the level: at once, or a duration.'),
  owner: name.optional().describe('The role that owes it.'),
  escalate_to: name.optional().describe('The role that hears of it when it is not done in time.'),
  repeats: duration.optional().describe('Asked for anew this often, from the start of the level.'),
  insist: duration.optional().describe('Reminded of this often until it is done.'),
  proof: choice(ACTION_PROOFS)
    .optional()
    .describe('What shows that it is done: Budgeteer’s own deed, or what was set for the freeze.'),
}).refine(({ owner, proof }) => owner !== undefined || (proof !== undefined && OWN_DEEDS.includes(proof)), {
  error: `an action has an owner, unless its proof is one of ${OWN_DEEDS.join(', ')}`,
})

export const mandatoryActions = listOf(action)
  .refine((list) => new Set(list.map((one) => one.name)).size === list.length, {
    error: 'actions with distinct names',
  })
  .describe('What people owe when the level begins, with deadlines and owners.')

export const actionTimes = mapping({
  remind_at: positive('a percentage such as 75').lte(100, { error: 'a percentage up to 100' }).optional(),
  escalate_after: pause.optional(),
}).describe(
  'When people are reminded of actions: at a share of their time (75), and how late the next role hears (30m).',
)

export const mandatoryActionsOf = (
  yaml: z.infer<typeof mandatoryActions> | undefined,
): readonly MandatoryAction[] =>
  (yaml ?? []).map((one) => ({
    name: one.name,
    text: one.text,
    withinMs: one.within === 'at once' ? 0 : millis(one.within),
    owner: one.owner ?? null,
    escalateTo: one.escalate_to ?? null,
    repeatsMs: one.repeats === undefined ? null : millis(one.repeats),
    insistMs: one.insist === undefined ? null : millis(one.insist),
    proof: one.proof ?? null,
  }))

export const actionTimesOf = (yaml: z.infer<typeof actionTimes>): ActionTimes => ({
  remindAtRatio: yaml.remind_at === undefined ? USUAL_ACTION_TIMES.remindAtRatio : yaml.remind_at / 100,
  escalateAfterMs:
    yaml.escalate_after === undefined ? USUAL_ACTION_TIMES.escalateAfterMs : millis(yaml.escalate_after),
})
