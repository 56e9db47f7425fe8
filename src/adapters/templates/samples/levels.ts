import { levelPrompts } from '../../../core/freezes/announced-level.ts'
import type { MeetingWords } from '../../../core/policy/meeting-words.ts'
import type { LevelAnnouncement, LevelMessage, LevelRules } from '../../../core/poll/messages.ts'
import type { ShippingLine, TitledSeat } from '../../../core/status/shipping-lines.ts'
import { AT, many, MANY_LINKS, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

/** A level that asks for nothing. */
const NO_RULES: LevelRules = {
  changes: [],
  lines: [],
  blockedCount: 0,
  passingCount: 0,
  asksForMore: false,
  everyRequestBrings: [],
  minimums: [],
  exception: null,
  trigger: 'automatic',
  hours: null,
  preferredHours: null,
  tests: null,
  monitoring: null,
  meetings: [],
  nextMeeting: null,
  actions: [],
  when: null,
  worse: null,
  frozenBy: [],
}

const MEETING: MeetingWords = {
  title: words(100),
  often: 'Every 90 minutes',
  times: words(100),
  atTimes: words(100),
  untilAbove: '30%',
  untilLevel: null,
  isAroundTheClock: false,
}

const SEATS: readonly TitledSeat[] = many(8, { role: 'sre', title: words(60), count: 2 })

const LINE: ShippingLine = {
  changes: many(40, 'feature'),
  named: words(900),
  decision: 'needs-approval',
  seats: SEATS,
  approval: words(400),
  requires: many(20, words(60)),
  advice: words(200),
  isStaggered: true,
  isExempt: false,
}

/** One that asks for everything, at length. */
const ALL_RULES: LevelRules = {
  changes: many(100, {
    change: 'feature',
    title: words(60),
    decision: 'needs-approval',
    seats: SEATS,
    requires: many(20, words(60)),
    exempt: false,
  }),
  lines: many(40, LINE),
  blockedCount: 60,
  passingCount: 40,
  asksForMore: true,
  everyRequestBrings: many(20, words(60)),
  minimums: many(10, { risk: words(60), needs: 'at least 30%' }),
  exception: words(400),
  trigger: 'manual',
  hours: words(300),
  preferredHours: words(300),
  tests: words(200),
  monitoring: words(200),
  meetings: [
    ...many(10, MEETING),
    { ...MEETING, untilAbove: null, untilLevel: 'WARNING', isAroundTheClock: true },
  ],
  nextMeeting: { ...MEETING, untilAbove: null, untilLevel: 'WARNING' },
  actions: many(30, { text: words(300), owner: words(60), due: 'within 90 minutes' }),
  when: words(300),
  worse: { level: 'EMERGENCY', when: words(300) },
  frozenBy: many(5, words(400)),
}

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
  sloTitle: null,
  links: [],
  remainingRatio: null,
  young: null,
  yesterdayRatio: null,
  exhaustsInSeconds: null,
  breachedSince: null,
  nextReviewAt: null,
  ...NO_RULES,
  at: AT,
  timeZone: 'UTC',
  recoverAfterSeconds: 900,
  incidentCommander: null,
  warRoom: null,
  topActions: [],
  recentIncidents: [],
  continues: null,
  endedAt: null,
  continuedAs: null,
}

/** Everything known, everything as long as the configuration and the forms let it be. */
const FULL: LevelAnnouncement = {
  ...BARE,
  serviceTitle: words(100),
  slo: words(60),
  sloTitle: words(200),
  links: MANY_LINKS,
  ...ALL_RULES,
  remainingRatio: 0.4999999,
  young: 'young: 59 min of 400 d',
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
  prompts: levelPrompts('t_0123456789', { isFreeze: true, hasException: true }),
}

export const LEVEL_SAMPLES: SamplesOf<LevelMessage> = {
  'level-announcement': [
    BARE,
    FULL,
    { ...FULL, remainingRatio: 0, exhaustsInSeconds: 0 },
    { ...FULL, remainingRatio: -0.25, exhaustsInSeconds: 0, breachedSince: '2025-10-21T02:10:00.000Z' },
    { ...FULL, endedAt: AT, freeze: false },
    { ...FULL, continuedAs: 'EMERGENCY' },
    {
      ...FULL,
      nextMeeting: MEETING,
      blockedCount: 16,
      passingCount: 1,
      lines: [LINE, { ...LINE, decision: 'blocked', seats: [], approval: null }],
    },
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
      young: count === 4 ? null : 'young: 2 min of 30 d',
    }),
    hasThread: count === 4,
  })),
  'transition-details': [
    { count: 1, isBrief: false, left: 0 },
    { count: 30, isBrief: false, left: 0 },
    { count: 90, isBrief: true, left: 60 },
  ].map(({ count, isBrief, left }) => ({
    kind: 'transition-details',
    at: AT,
    isBrief,
    services: many(count, {
      serviceTitle: words(100),
      level: 'EMERGENCY',
      emoji: '🚨',
      freeze: count > 1,
      previousLevel: 'CRITICAL',
      sloTitle: count === 1 ? null : words(200),
      remainingRatio: count === 1 ? null : -12.3456,
      young: count === 1 ? null : 'young: 59 min of 400 d',
      exhaustsInSeconds: count === 1 ? null : 777_600,
      breachedSince: count === 90 ? AT : null,
      timeZone: ZONE,
      blockedCount: 17,
      changeCount: 17,
      actionCount: count === 1 ? 0 : 8,
      frozenBy: count === 1 ? [] : many(2, words(300)),
      incidentCommander: count === 1 ? null : PERSON,
    }),
    left,
  })),
  'data-gap': (['stopped', 'back'] as const).flatMap((state) =>
    [1, 200].map((count) => ({
      kind: 'data-gap',
      state,
      at: AT,
      timeZone: ZONE,
      slos: many(count, { serviceTitle: words(100), sloTitle: words(60), since: '2025-10-22T15:30:00.000Z' }),
    })),
  ),
  'policy-notice-digest': [4, 200].map((count) => ({
    kind: 'policy-notice-digest',
    notices: many(count, {
      service: 's',
      serviceTitle: words(200),
      notice: 'fast-burn',
      text: words(400),
      slo: words(60),
      sloTitle: words(200),
      remainingRatio: -12.3456,
      young: count === 4 ? null : 'young: 2 min of 30 d',
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
      sloTitle: words(200),
      remainingRatio: -12.3456,
      young: 'young: 2 min of 30 d',
    },
  ],
}
