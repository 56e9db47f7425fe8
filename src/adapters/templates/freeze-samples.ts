import type {
  CorrectnessAnnouncement,
  FreezeAnnouncement,
  FreezeEnded,
  PostmortemNotice,
} from '../../core/freezes/messages.ts'

const AT = '2025-10-23T12:00:00.000Z'
const LATER = '2025-10-24T06:00:00.000Z'
const PERSON = 'U0123456789'
const words = (length: number): string => 'word & more '.repeat(length).slice(0, length)
const many = (count: number, text: string): string[] => Array.from({ length: count }, () => text)

const FREEZE: FreezeAnnouncement = {
  kind: 'freeze-announcement',
  name: null,
  services: [],
  reason: 'r',
  declaredBy: PERSON,
  since: AT,
  until: null,
  timeZone: 'UTC',
  at: AT,
  blocks: [],
  passes: [],
  isLate: false,
  endedAt: null,
  endedBy: null,
}

const WINDOW: FreezeAnnouncement = {
  ...FREEZE,
  name: 'year-end',
  declaredBy: null,
  services: many(60, words(100)),
  reason: words(1_000),
  until: LATER,
  timeZone: 'America/Argentina/Buenos_Aires',
  blocks: many(40, words(100)),
  passes: many(40, words(100)),
  isLate: true,
}

const INCIDENT: CorrectnessAnnouncement = {
  kind: 'correctness-incident',
  incidentId: 'c_0123456789',
  service: 's',
  serviceTitle: 'S',
  what: 'w',
  declaredBy: PERSON,
  since: AT,
  timeZone: 'UTC',
  at: AT,
  fixes: [],
  endedAt: null,
  endedBy: null,
}

const ENDED: FreezeEnded = {
  kind: 'freeze-ended',
  what: 'declared',
  services: [],
  by: null,
  isLate: false,
  at: AT,
  timeZone: 'UTC',
}

const POSTMORTEM: PostmortemNotice = {
  kind: 'postmortem-filed',
  serviceTitle: 'S',
  author: PERSON,
  content: 'https://example.com/postmortem',
  level: 'EXHAUSTED',
  answers: null,
}

/** Freezes beside the levels, correctness incidents and postmortems at their extremes. */
export const FREEZE_SAMPLES = {
  'freeze-announcement': [
    FREEZE,
    WINDOW,
    { ...WINDOW, endedAt: LATER },
    { ...FREEZE, endedAt: LATER, endedBy: PERSON },
  ],
  'correctness-incident': [
    INCIDENT,
    {
      ...INCIDENT,
      serviceTitle: words(100),
      what: words(300),
      fixes: many(40, words(100)),
      endedAt: LATER,
      endedBy: PERSON,
    },
  ],
  'freeze-ended': (['declared', 'window', 'correctness'] as const).flatMap((what): FreezeEnded[] => [
    { ...ENDED, what },
    { ...ENDED, what, services: many(60, words(100)), by: PERSON, isLate: true },
  ]),
  'postmortem-filed': [
    POSTMORTEM,
    {
      ...POSTMORTEM,
      content: words(3_000),
      answers: { records: words(3_000), repair: words(3_000), cause: words(3_000) },
    },
  ],
} satisfies {
  'freeze-announcement': FreezeAnnouncement[]
  'correctness-incident': CorrectnessAnnouncement[]
  'freeze-ended': FreezeEnded[]
  'postmortem-filed': PostmortemNotice[]
}
