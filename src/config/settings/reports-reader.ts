import type { Address } from '../../core/kernel/outbox/owed-message.ts'
import { usualUnit } from '../../core/reports/report-commands.ts'
import { REPORT_KINDS } from '../../core/reports/report.ts'
import type { ScheduledReport } from '../../core/reports/report-schedule.ts'
import type { ReportsYaml } from './reports-shape.ts'

/** The reports that are told when they are due, in the order of their kinds. */
export const scheduledReports = (yaml: ReportsYaml = {}): readonly ScheduledReport[] =>
  REPORT_KINDS.flatMap((kind): ScheduledReport[] => {
    const told = yaml[kind]
    if (told === undefined) return []
    const { post, mail, at, day } = told
    return [
      {
        kind,
        unit: ('of' in told ? told.of : undefined) ?? usualUnit(kind),
        day: day ?? 1,
        time: at ?? '09:00',
        post: post === undefined ? null : addressOf(post),
        mail: mail ?? null,
      },
    ]
  })

const addressOf = (post: string): Address =>
  post === 'announcements' || post === 'approvals' || post === 'incidents'
    ? { kind: 'channel', purpose: post }
    : { kind: 'team', channel: post }
