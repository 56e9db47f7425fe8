import { z } from 'zod'
import type { Ladder, Silence } from '../../core/policy/ladder.ts'
import { duration, listOf, mapping, millis, name } from '../reading/fields.ts'

const pairs = (roles: readonly string[]): (readonly [string, string])[] =>
  roles.slice(1).map((role, index) => [roles[index] ?? role, role])

export const escalation = z
  .union([listOf(name), z.record(name, name)], {
    error: 'a list of roles from the first to the last, or a mapping of each role to the next',
  })
  .refine((value) => !Array.isArray(value) || new Set(value).size === value.length, {
    error: 'a list in which no role comes twice',
  })
  .describe('Who is asked when a role does not answer, or hands its request on: [service-owner, sre].')

export type EscalationYaml = z.infer<typeof escalation>

export const requestTimes = mapping({
  expire_after: duration.optional().describe('Default: 24h.'),
  remind_after: duration.optional().describe('How long an open approval waits for the first reminder.'),
  escalate_after: duration.optional().describe('How long it waits until the next role is asked.'),
})
  .refine((value) => Object.keys(value).length > 0, {
    error: 'empty; allowed: expire_after, remind_after, escalate_after',
  })
  .describe('How long a request waits for its approvals.')

export const ladderOf = (yaml: EscalationYaml): Ladder =>
  new Map(Array.isArray(yaml) ? pairs(yaml) : Object.entries(yaml))

export const silenceOf = (yaml: z.infer<typeof requestTimes> | undefined): Silence => ({
  remindAfterMs: yaml?.remind_after === undefined ? null : millis(yaml.remind_after),
  escalateAfterMs: yaml?.escalate_after === undefined ? null : millis(yaml.escalate_after),
})

/** Every role that a ladder names, with its place below it. */
export const ladderRoles = (
  yaml: EscalationYaml,
): readonly { readonly path: readonly (string | number)[]; readonly role: string }[] =>
  Array.isArray(yaml)
    ? yaml.map((role, index) => ({ path: [index], role }))
    : Object.entries(yaml).map(([from, role]) => ({ path: [from], role }))
