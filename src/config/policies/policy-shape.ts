import { z } from 'zod'
import { KNOWN_ITEMS } from '../../core/policy/checklist-item.ts'
import { SLI_KINDS } from '../../core/budgets/sli-kind-names.ts'
import { AGENDA_FACTS, RATION_PERIODS } from '../../core/policy/policy.ts'
import {
  choice,
  date,
  duration,
  flag,
  listOf,
  mapping,
  name,
  pause,
  positive,
  someOf,
  text,
  timeZone,
  wholeNumber,
} from '../reading/fields.ts'
import { enforcement } from '../reading/enforcement-shape.ts'
import { bounds, condition, seats } from './condition-shape.ts'
import { escalation, level, rule } from './level-shape.ts'

const YOUNG_WINDOW = 'a percentage of the window from 1 to 100, such as 10; or 0, which turns it off'

const requestTimes = someOf({
  expire_after: duration.optional().describe('Default: 24h.'),
  remind_after: duration.optional().describe('How long an open approval waits for the first reminder.'),
  escalate_after: duration.optional().describe('How long it waits before it goes to the next role.'),
}).describe('How long a request waits for its approvals.')

const freezeRules = mapping({
  declared_by: name
    .optional()
    .describe('The role that declares and lifts freezes and correctness incidents. Default: sre'),
  as_level: name
    .optional()
    .describe('The level whose rules hold at least during a freeze. Default: the first freeze level.'),
  correctness_fixes: listOf(name)
    .optional()
    .describe(
      'Change types that ship while a correctness incident is open. Default: p0-hotfix, critical-fix, hotfix.',
    ),
  alerts: flag
    .optional()
    .describe('An alert with the label freeze: "true" declares a freeze while it fires. Default: false.'),
}).describe('Freezes that people declare or that freezes.yaml schedules, and correctness incidents.')

const override = mapping({
  roles: listOf(name).min(1, { error: 'at least one role' }),
  documentation: choice(['required', 'optional']).optional().describe('Default: required'),
}).describe('Who may decide alone, against the policy. It is always announced.')

const silverBullets = mapping({
  count: wholeNumber(1, 100),
  per: choice(RATION_PERIODS),
  scope: choice(['service', 'policy'])
    .optional()
    .describe('Each service’s own ration (the default), or one for all services under this policy.'),
  approvals: seats,
  levels: listOf(name).min(1, { error: 'at least one level' }).describe('Where one may be used.'),
}).describe('A counted ration of ways through a freeze.')

const notice = mapping({
  name,
  when: condition,
  text,
  webhook: z
    .union([flag, name], { error: 'true, false, or the name of a receiver under webhooks' })
    .optional()
    .describe(
      'Sent as an event for machines as well: to every receiver that takes it (true), or to the one with this name. Default: false',
    ),
  slos: mapping({ kind: choice(SLI_KINDS) })
    .optional()
    .describe(
      'Looks only at SLOs of this kind, and is said of each by itself. Default: all, once for the service.',
    ),
  flags: z
    .literal('roll-back', { error: 'roll-back' })
    .optional()
    .describe('The service’s feature flags are rolled back when it begins to hold.'),
  cool_down: duration
    .optional()
    .describe(
      'How long after a rollback the flags of a service are not rolled back again: one burn is one rollback. Default: 1h.',
    ),
})

const recovery = mapping({ title: text, items: listOf(text).min(1, { error: 'at least one text' }) })

const agendaItem = z.union(
  [
    text,
    mapping({
      text,
      facts: choice(AGENDA_FACTS).describe('What the bot fills in under this item.'),
    }),
  ],
  { error: 'a text, or a mapping with text, facts' },
)

const meetings = z
  .record(
    name,
    mapping({
      title: text,
      called: text
        .optional()
        .describe(
          'Its short name in announcements, without how often it is held: standup. Default: its title.',
        ),
      minutes: wholeNumber(1, 480).optional(),
      attendees: listOf(name).optional().describe('Roles that are asked to come.'),
      agenda: listOf(agendaItem),
      post: choice(['announcements', 'approvals', 'incidents']).optional().describe('Default: incidents.'),
      mail: name.optional().describe('A mail list of budgeteer.yaml.'),
    }),
  )
  .describe('What people do at the reviews that the levels name.')

const reminders = listOf(
  mapping({
    name,
    text,
    every: choice(['month', 'quarter', 'year']),
  }),
).describe('Reminders to the policy’s owner, on the first day of each period.')

const checklist = listOf(
  mapping({
    name,
    title: text,
    known: choice(KNOWN_ITEMS).optional().describe('Ticked by Budgeteer.'),
    requirements: listOf(name).min(1).optional().describe('Any of them ticks the item.'),
  }).refine(({ known, requirements }) => (known === undefined) !== (requirements === undefined), {
    error: 'an item has exactly one of known, requirements',
  }),
).describe('What is checked before any deployment.')

const actionTimes = mapping({
  remind_at: positive('a percentage such as 75').lte(100, { error: 'a percentage up to 100' }).optional(),
  escalate_after: pause.optional(),
}).describe(
  'When people are reminded of actions: at a share of their time (75), and how late they go to the next role (30m).',
)

const calendar = mapping({
  staggered_per_day: wholeNumber(1, 20).optional().describe('Default: 1'),
  scope: choice(['service', 'all'])
    .optional()
    .describe('Whether each service has its own days (the default), or all services share them.'),
}).describe('How deployments are spread whose rule is staggered.')

/** Below 1 somebody means a share of 1. */
const youngWindow = z
  .number({ error: YOUNG_WINDOW })
  .refine((share) => share === 0 || (share >= 1 && share <= 100), { error: YOUNG_WINDOW })

export const policyShape = mapping({
  title: text,
  version: z
    .union([text, z.number()], { error: 'a version such as "1.0"' })
    .describe('The document’s own version.'),
  owner: text.optional(),
  reviewers: listOf(text).optional(),
  approved_by: listOf(text).optional(),
  effective: date.optional(),
  next_review: date.optional(),
  enforcement,
  time_zone: timeZone.optional().describe('Of reviews and quoted times. Default: UTC.'),
  recover_after: pause
    .optional()
    .describe('How long a better level must hold before it counts. Default: 15m.'),
  young_window: youngWindow
    .optional()
    .describe(
      'A percentage: while the data covers less of the window, the spent part grows with it. 0 turns it off. Default: 10.',
    ),
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
      plural: text
        .optional()
        .describe('What several are called in lists: Feature releases. Default: the title.'),
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

export type PolicyYaml = z.infer<typeof policyShape>
