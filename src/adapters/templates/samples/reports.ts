import type { ReportAnnouncement, ReportMessage } from '../../../core/reports/messages.ts'
import { AT, many, type SamplesOf, words, ZONE } from './sample.ts'

const REPORT: ReportMessage = {
  kind: 'report',
  reportKind: 'monthly',
  period: '2025-09',
  title: 'Monthly SLO report: September 2025',
  about: '2025-09-01 to 2025-09-30 (UTC), 1 service',
  dueAt: AT,
  late: false,
  timeZone: 'UTC',
  headline: [],
  services: [],
  left: 0,
  picture: null,
}

const STANDING: ReportMessage['services'][number] = {
  serviceTitle: words(200),
  sloTitle: words(200),
  objective: '99.9999999999',
  remainingRatio: -12.345,
  isMet: false,
  why: null,
  advice: words(200),
}

export const REPORT_SAMPLES: SamplesOf<ReportAnnouncement> = {
  report: [
    REPORT,
    {
      ...REPORT,
      title: words(200),
      about: words(300),
      late: true,
      timeZone: ZONE,
      headline: many(8, { label: words(60), value: words(300), tone: 'bad' }),
      services: many(8, STANDING),
      left: 292,
      picture: { kind: 'fleet', at: Date.parse(AT), days: 30, most: 30 },
    },
    {
      ...REPORT,
      services: many(8, {
        ...STANDING,
        remainingRatio: null,
        isMet: null,
        why: words(300),
        advice: null,
      }),
    },
  ],
}
