import type { z } from 'zod'
import { NOTIFICATION_WAYS, RATION_PERIODS } from '../../core/policy/policy.ts'
import { condition } from './condition-shape.ts'
import { choice, flag, listOf, mapping, matching, name, text, timeOfDay, wholeNumber } from '../reading/fields.ts'
import { seats } from './seats-shape.ts'

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

const weeklyWindow = mapping({
  days: listOf(choice(WEEKDAYS)).min(1).optional().describe('Default: every day.'),
  from: timeOfDay,
  to: matching(
    /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'a time of day such as "09:00", or "24:00" for the end of the day',
  ).describe('At or before `from` it is of the next day.'),
})

const oneOrMore = (value: object): boolean => Object.keys(value).length > 0

export const hours = mapping({
  allowed: listOf(weeklyWindow).min(1).optional().describe('Deployments may start in these windows alone.'),
  preferred: listOf(weeklyWindow).min(1).optional().describe('Advised, never enforced.'),
})
  .refine(oneOrMore, { error: 'empty; allowed: allowed, preferred' })
  .describe('When deployments may start, in the policy’s time zone.')

export const notify = mapping({
  roles: listOf(name).optional(),
  channels: listOf(choice(['announcements', 'approvals', 'incidents', 'teams']))
    .optional()
    .describe('teams is every further channel of budgeteer.yaml.'),
  by: listOf(choice(NOTIFICATION_WAYS))
    .min(1)
    .optional()
    .describe('How the roles are told. mail goes to the lists that are named like them. Default: [dm]'),
})
  .refine(oneOrMore, { error: 'empty; allowed: roles, channels, by' })
  .describe('Who learns that the level has begun, beside the announcement.')

export const override = mapping({
  roles: listOf(name).min(1, { error: 'at least one role' }),
  documentation: choice(['required', 'optional']).optional().describe('Default: required'),
}).describe('Who may decide alone, against the policy. It is always announced.')

export const silverBullets = mapping({
  count: wholeNumber(1, 100),
  per: choice(RATION_PERIODS),
  scope: choice(['service', 'policy'])
    .optional()
    .describe('Each service’s own ration (the default), or one for all services under this policy.'),
  approvals: seats,
  levels: listOf(name).min(1, { error: 'at least one level' }).describe('Where one may be used.'),
}).describe('A counted ration of ways through a freeze.')

export const notice = mapping({
  name,
  when: condition,
  text,
  webhook: flag.optional().describe('Leaves as an event for machines as well. Default: false'),
})

export const recovery = mapping({ title: text, items: listOf(text).min(1, { error: 'at least one text' }) })

export type WindowYaml = z.infer<typeof weeklyWindow>
export type HoursYaml = z.infer<typeof hours>
export type NotifyYaml = z.infer<typeof notify>
export type OverrideYaml = z.infer<typeof override>
export type SilverBulletsYaml = z.infer<typeof silverBullets>
export type NoticeYaml = z.infer<typeof notice>
