import { z } from 'zod'
import { REPORT_UNITS } from '../../core/reports/report-period.ts'
import { channel, choice, mapping, name, timeOfDay, wholeNumber } from '../reading/fields.ts'

const PURPOSES = ['announcements', 'approvals', 'incidents'] as const

const WHERE = `${PURPOSES.join(', ')}, or one of channels.teams such as "#engineering"`

const told = {
  post: z
    .union([choice(PURPOSES), channel], { error: WHERE })
    .optional()
    .describe(`Where it is posted: ${WHERE}.`),
  mail: name.optional().describe('A list of mail.lists that it is mailed to.'),
  at: timeOfDay.optional().describe('On the clock of time_zone. Default: "09:00".'),
}

const day = (most: number) =>
  wholeNumber(1, most).optional().describe('Of the period that follows. Default: 1, its first day.')

export const reports = mapping({
  weekly: mapping({ ...told, day: day(7).describe('1 is Monday. Default: 1.') })
    .optional()
    .describe('Budgets, their trend, incidents, and actions where less than half is left.'),
  executive: mapping({
    ...told,
    day: day(28),
    of: choice(REPORT_UNITS).optional().describe('What it is about. Default: month.'),
  })
    .optional()
    .describe('The fleet in a few lines, for those who lead.'),
  monthly: mapping({ ...told, day: day(28) })
    .optional()
    .describe('Each SLO of the month, with recommendations.'),
  quarterly: mapping({ ...told, day: day(28) })
    .optional()
    .describe('Whether the policy works, and objectives to reconsider.'),
}).describe('Reports that are posted and mailed once a period is over. Each needs post, mail or both.')

export type ReportsYaml = z.infer<typeof reports>
