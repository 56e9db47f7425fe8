import type { LevelAnnouncement, LevelMessage } from '../../../core/poll/messages.ts'
import { AT, many, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

/** As little as an announcement can know. */
const BARE: LevelAnnouncement = {
  kind: 'level-announcement',
  template: 'critical',
  service: 's',
  serviceTitle: 'S',
  level: 'CRITICAL',
  levelTitle: 'Partial freeze',
  emoji: '🔴',
  freeze: true,
  previousLevel: 'UNKNOWN',
  slo: null,
  remainingRatio: null,
  yesterdayRatio: null,
  exhaustsInSeconds: null,
  breachedSince: null,
  nextReviewAt: null,
  at: AT,
  timeZone: 'UTC',
  recoverAfterSeconds: 900,
  incidentCommander: null,
  warRoom: null,
  topActions: [],
  recentIncidents: [],
  continues: null,
  endedAt: null,
}

/** Everything known, everything as long as the configuration and the forms let it be. */
const FULL: LevelAnnouncement = {
  ...BARE,
  serviceTitle: words(100),
  slo: words(60),
  remainingRatio: 0.4999999,
  yesterdayRatio: -12.3456,
  exhaustsInSeconds: 777_600,
  nextReviewAt: '2025-10-23T18:00:00.000Z',
  timeZone: ZONE,
  incidentCommander: PERSON,
  warRoom: `https://example.com/${'a'.repeat(480)}?a=1&b=2`,
  topActions: many(25, { what: words(300), owner: PERSON }),
  recentIncidents: many(60, {
    startedAt: '2025-10-22T15:30:00.000Z',
    what: words(300),
    failedRatio: 0.1234,
    minutes: 1_439.6,
    costRatio: 0.000463,
  }),
  continues: 'freeze/t_0123456789',
}

export const LEVEL_SAMPLES: SamplesOf<LevelMessage> = {
  'level-announcement': [
    BARE,
    FULL,
    { ...FULL, remainingRatio: 0, exhaustsInSeconds: 0 },
    { ...FULL, remainingRatio: -0.25, exhaustsInSeconds: 0, breachedSince: '2025-10-21T02:10:00.000Z' },
    { ...FULL, endedAt: AT, freeze: false },
  ],
  'transition-digest': [4, 200].map((count) => ({
    kind: 'transition-digest',
    at: AT,
    transitions: many(count, {
      serviceTitle: words(100),
      emoji: '🔴',
      from: 'WARNING',
      to: 'CRITICAL',
      remainingRatio: count === 4 ? null : 0.18,
    }),
  })),
  'policy-notice': [
    {
      kind: 'policy-notice',
      service: 's',
      serviceTitle: words(200),
      notice: 'fast-burn',
      text: words(400),
      slo: words(60),
      remainingRatio: -12.3456,
    },
  ],
}
