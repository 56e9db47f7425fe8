import { z } from 'zod'
import { AGENDA_FACTS, type Meeting, type PolicyReminder } from '../../core/policy/policy.ts'
import { choice, listOf, mapping, name, text, wholeNumber } from '../reading/fields.ts'

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

export const meetings = z
  .record(
    name,
    mapping({
      title: text,
      minutes: wholeNumber(1, 480).optional(),
      attendees: listOf(name).optional().describe('Roles that are asked to come.'),
      agenda: listOf(agendaItem),
      post: choice(['announcements', 'approvals', 'incidents']).optional().describe('Default: incidents.'),
      mail: name.optional().describe('A mail list of budgeteer.yaml.'),
    }),
  )
  .describe('What people do at the reviews that the levels name.')

export const reminders = listOf(
  mapping({
    name,
    text,
    every: choice(['month', 'quarter', 'year']),
  }),
).describe('What the policy’s owner is reminded of, on the first day of each period.')

export function meetingsOf(yaml: z.infer<typeof meetings> | undefined): ReadonlyMap<string, Meeting> {
  return new Map(
    Object.entries(yaml ?? {}).map(([meeting, { title, minutes, attendees, agenda, post, mail }]) => [
      meeting,
      {
        name: meeting,
        title,
        minutes: minutes ?? null,
        attendees: attendees ?? [],
        agenda: agenda.map((item) => (typeof item === 'string' ? { text: item, facts: null } : item)),
        post: post ?? 'incidents',
        mail: mail ?? null,
      },
    ]),
  )
}

export const remindersOf = (yaml: z.infer<typeof reminders> | undefined): readonly PolicyReminder[] =>
  yaml ?? []
