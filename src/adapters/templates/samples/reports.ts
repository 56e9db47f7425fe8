import type { ReportAnnouncement, ReportMessage, ServiceDetails } from '../../../core/reports/messages.ts'
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

const DETAILS: ServiceDetails = {
  serviceTitle: words(200),
  level: 'EMERGENCY',
  emoji: '🚨',
  slos: many(2, {
    sloTitle: words(200),
    objective: '99.9999999999',
    why: null,
    isMet: false,
    remainingRatio: -12.345,
    availability: '99.9999999998%',
    downtime: '44640 minutes',
    allowed: '44640 minutes',
    note: words(300),
  }),
  moreSlos: 3,
  happenings: many(5, { label: 'Ways through a freeze', value: words(300), tone: 'plain' }),
  openActions: 12,
  lateActions: 3,
  advice: many(3, words(60)),
}

const WITHOUT_FIGURES: ServiceDetails = {
  ...DETAILS,
  level: null,
  emoji: '',
  slos: many(2, {
    sloTitle: words(200),
    objective: '99.9999999999',
    why: words(300),
    isMet: null,
    remainingRatio: null,
    availability: null,
    downtime: null,
    allowed: null,
    note: null,
  }),
  moreSlos: 0,
  happenings: [],
  openActions: 0,
  lateActions: 0,
  advice: [],
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
  'report-details': [
    { count: 8, isBrief: false, left: 0, service: DETAILS },
    { count: 1, isBrief: false, left: 0, service: WITHOUT_FIGURES },
    { count: 75, isBrief: true, left: 60, service: DETAILS },
    { count: 75, isBrief: true, left: 0, service: WITHOUT_FIGURES },
  ].map(({ count, isBrief, left, service }) => ({
    kind: 'report-details',
    reportKind: 'quarterly',
    period: '2025-Q3',
    isBrief,
    services: many(count, service),
    left,
  })),
}
