import type {
  BurnAlertAnnouncement,
  BurnAlertMessage,
  BurnAlertUpdate,
} from '../../../core/burn-alerts/messages.ts'
import { AT, many, MANY_LINKS, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const ALERT: BurnAlertMessage = {
  kind: 'burn-alert',
  alertId: 'b_0123456789',
  service: 's',
  serviceTitle: 'S',
  slo: 'availability',
  sloTitle: 'Requests that succeed',
  severity: 'page',
  objective: 99.5,
  window: '30d',
  isRolling: true,
  rule: '1h-5m',
  factor: 14.4,
  lookback: '1h',
  shortLookback: '5m',
  burnRate: 14.5,
  shortBurnRate: 200,
  otherRules: [],
  spentLastHourRatio: 0.0201,
  remainingRatio: 0.42,
  young: null,
  forecasts: [
    'spent in 21 hours at the rate of the last hour',
    'spent in 3 days at the rate of the last day',
  ],
  exhaustsInSeconds: 75_089,
  windowEndsAt: null,
  since: '2025-10-23T11:40:00.000Z',
  at: AT,
  timeZone: 'UTC',
  mentions: [],
  links: [],
  link: null,
  peakBurnRate: 14.5,
  endedAt: null,
  remainingBeforeRatio: 0.44,
  prompts: [],
}

const FULL: BurnAlertMessage = {
  ...ALERT,
  service: 'a'.repeat(100),
  serviceTitle: words(200),
  sloTitle: words(200),
  window: 'quarter (America/Argentina/Buenos_Aires)',
  rule: 'a'.repeat(60),
  otherRules: many(12, 'a'.repeat(60)),
  young: 'young: 59 min of 400 d',
  timeZone: ZONE,
  mentions: [...many(20, 'S0123456789'), PERSON],
  links: MANY_LINKS,
  link: MANY_LINKS[0]?.url ?? null,
  prompts: [{ kind: 'close-incident', of: 'i_0123456789' }],
}

const MONTH: BurnAlertMessage = {
  ...FULL,
  isRolling: false,
  window: 'month',
  windowEndsAt: '2025-11-01T00:00:00.000Z',
}

const ENDED = { endedAt: '2025-10-23T12:30:00.000Z', at: '2025-10-23T12:30:00.000Z' } as const

const update = (event: BurnAlertUpdate['event'], burnRate: number | null): BurnAlertUpdate => ({
  kind: 'burn-alert-update',
  event,
  serviceTitle: words(200),
  sloTitle: words(200),
  severity: burnRate === null ? 'ticket' : 'page',
  rule: 'a'.repeat(60),
  lookback: '1h',
  burnRate,
  peakBurnRate: 200,
  remainingBeforeRatio: 0.42,
  remainingRatio: burnRate === null ? null : -0.01,
  young: burnRate === null ? null : 'young: 2 min of 30 d',
  lastedSeconds: 1_800,
})

export const BURN_ALERT_SAMPLES: SamplesOf<BurnAlertAnnouncement> = {
  'burn-alert': [
    ALERT,
    FULL,
    MONTH,
    { ...ALERT, severity: 'ticket', shortLookback: null, shortBurnRate: null, spentLastHourRatio: null },
    { ...FULL, remainingRatio: 0, exhaustsInSeconds: 0 },
    { ...MONTH, remainingRatio: -0.25, exhaustsInSeconds: 0 },
    { ...MONTH, exhaustsInSeconds: null },
    { ...FULL, ...ENDED },
    { ...ALERT, ...ENDED, severity: 'ticket', remainingRatio: -0.25 },
  ],
  'burn-alert-update': [
    update('joined', 14.5),
    update('joined', null),
    update('ticket-too', 3.1),
    update('ticket-too', null),
    update('spent', 200),
    update('ended', 0),
    update('ended', null),
    update('unwatched', 0),
    update('unwatched', null),
  ].map((one): BurnAlertUpdate => (one.event === 'spent' ? { ...one, remainingRatio: 0 } : one)),
  'burn-alert-digest': [1, 4, 200].map((count) => ({
    kind: 'burn-alert-digest',
    at: AT,
    timeZone: ZONE,
    alerts: many(count, {
      serviceTitle: words(100),
      sloTitle: words(100),
      severity: count === 4 ? 'ticket' : 'page',
      burnRate: 14.5,
      remainingRatio: 0.42,
      young: count === 4 ? 'young: 2 min of 30 d' : null,
      isOver: count === 1,
    }),
    open: count === 1 ? 0 : count - (count === 4 ? 3 : 0),
    mentions: many(count === 4 ? 0 : 2, PERSON),
  })),
}
