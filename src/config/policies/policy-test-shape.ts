import { z } from 'zod'
import { SLI_KINDS } from '../../core/budgets/sli-kind-names.ts'
import { REASON_CODES } from '../../core/policy/decision.ts'
import { choice, duration, flag, listOf, mapping, name, percent, text } from '../reading/fields.ts'
import { seats } from './condition-shape.ts'

const figure = z.number({ error: 'a number' })

/** `18`, or everything that conditions look at. */
const budget = z
  .union(
    [
      percent,
      mapping({
        remaining: percent,
        exhausts_in: duration
          .optional()
          .describe('At the burn rate of the last day. Default: nothing burns.'),
        exhausted_for: duration.optional(),
        burn: z.record(duration, figure).optional().describe('Burn rate by lookback: 1h: 2'),
        spent: z.record(duration, figure).optional().describe('Percent of the budget by period: 28d: 60'),
        missed: z.record(duration, figure).optional().describe('Percent of the time by period: 365d: 0.5'),
      }),
    ],
    { error: 'the percentage that remains, or a mapping with remaining and more' },
  )
  .describe('Percent that remains, or all that conditions look at. What is left out is unknown.')

export type BudgetYaml = z.infer<typeof budget>

const noSeats = z.strictObject({})
const oneOrMany = z.union([name, listOf(name).min(1)], { error: 'a name, or a list of names' })

const policyCase = mapping({
  name: text.optional(),
  budget,
  slo: mapping({ kind: choice(SLI_KINDS) })
    .optional()
    .describe('What the SLO measures, for notices about one kind.'),
  change: oneOrMany.optional().describe('Each change type is decided by itself. Left out: only the level.'),
  risk: name.optional().describe('Default: the change type’s own.'),
  people: listOf(oneOrMany)
    .optional()
    .describe('One item for each person who approved: a role, or a list of the roles of that person.'),
  met: z
    .union([z.literal('all'), listOf(name)], { error: 'all, or a list of requirements' })
    .optional()
    .describe('Requirements that are met. Default: none.'),
  automatic: flag.optional().describe('The caller is an automatic pipeline. Default: false'),
  claimed: flag.optional().describe('A named person or token claims the exemption. Default: true'),
  expect: mapping({
    level: name.optional(),
    decision: choice(['approved', 'needs-approval', 'blocked']).optional(),
    seats: z.union([noSeats, seats]).optional().describe('All seats of the decision; {} for none.'),
    requires: listOf(name).optional().describe('Requirements that are still open.'),
    reasons: listOf(choice(REASON_CODES)).optional(),
    rule: text.optional().describe('The policy line that decides.'),
    staggered: flag.optional(),
    exception: z.union([noSeats, seats]).optional().describe('The level’s seats for an exception.'),
    notices: listOf(name).optional(),
    flags: choice(['roll-back', 'keep'])
      .optional()
      .describe('What a notice does to the service’s feature flags.'),
  }),
})

export const policyTestShape = mapping({
  cases: listOf(policyCase).min(1, { error: 'at least one case' }),
}).describe('Tests of a policy. Run by budgeteer check and budgeteer policy test.')

export type PolicyTestYaml = z.infer<typeof policyTestShape>
export type PolicyCaseYaml = PolicyTestYaml['cases'][number]
