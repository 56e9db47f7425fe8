import type {
  CorrectnessAnnouncement,
  FreezeAnnouncement,
  FreezeEnded,
  FreezeMessage,
  FreezePicture,
  FreezeUpdate,
  PostmortemNotice,
} from '../../../core/freezes/messages.ts'
import { AT, LATER, many, MANY_LINKS, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const FREEZE: FreezeAnnouncement = {
  kind: 'freeze-announcement',
  name: null,
  services: [],
  links: [],
  reason: 'r',
  declaredBy: PERSON,
  since: AT,
  until: null,
  timeZone: 'UTC',
  at: AT,
  blocks: [],
  passes: [],
  inShadow: [],
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
  timeZone: ZONE,
  blocks: many(40, words(100)),
  passes: many(40, words(100)),
  inShadow: many(40, words(100)),
  isLate: true,
}

const UPDATE: FreezeUpdate = {
  kind: 'freeze-update',
  service: 's',
  serviceTitle: words(100),
  event: 'ended',
  others: many(4, words(200)),
  continues: 'freeze/t_2',
  text: words(2_000),
  userId: PERSON,
}

const PICTURE: FreezePicture = {
  kind: 'freeze-picture',
  serviceTitle: words(100),
  sloTitle: words(100),
  picture: { kind: 'burn-down', service: 's', slo: 'availability', at: Date.parse(AT) },
}

const INCIDENT: CorrectnessAnnouncement = {
  kind: 'correctness-incident',
  incidentId: 'c_0123456789',
  service: 's',
  serviceTitle: 'S',
  what: 'w',
  links: [],
  declaredBy: PERSON,
  since: AT,
  timeZone: 'UTC',
  at: AT,
  fixes: [],
  endedAt: null,
  endedBy: null,
  prompts: [{ kind: 'file-postmortem', of: 'c_0123456789' }],
}

const ENDED: FreezeEnded = {
  kind: 'freeze-ended',
  others: many(10, words(200)),
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

export const FREEZE_SAMPLES: SamplesOf<FreezeMessage> = {
  'freeze-announcement': [
    FREEZE,
    WINDOW,
    { ...WINDOW, endedAt: LATER },
    { ...WINDOW, services: [words(100)], links: MANY_LINKS, inShadow: [] },
    { ...FREEZE, endedAt: LATER, endedBy: PERSON },
  ],
  'freeze-digest': [1, 4, 400].map((count) => ({
    kind: 'freeze-digest',
    at: AT,
    timeZone: ZONE,
    freezes: many(count, { serviceTitle: words(100), reason: words(300), isOver: count === 4 }),
    open: count === 4 ? 0 : count,
  })),
  'freeze-endings': [1, 200].map((count) => ({
    kind: 'freeze-endings',
    ended: many(count, { serviceTitle: words(100), level: 'EMERGENCY', continues: count > 1 }),
    continues: 'digest/d_1',
  })),
  'freeze-picture': [
    PICTURE,
    { ...PICTURE, sloTitle: null },
    { ...PICTURE, serviceTitle: null, sloTitle: null },
  ],
  'freeze-update': (['ended', 'continued', 'incident', 'incident-commander', 'war-room'] as const).flatMap(
    (event) => [
      { ...UPDATE, event },
      { ...UPDATE, event, text: '', userId: null },
    ],
  ),
  'correctness-incident': [
    INCIDENT,
    {
      ...INCIDENT,
      serviceTitle: words(100),
      what: words(300),
      links: MANY_LINKS,
      fixes: many(40, words(100)),
      endedAt: LATER,
      endedBy: PERSON,
    },
  ],
  'freeze-ended': (['declared', 'window', 'correctness'] as const).flatMap((what) => [
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
}
