import type { ActionList, ActionMessage, LevelNoticeMessage } from '../../../core/actions/messages.ts'
import { AT, LATER, many, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const asked = { role: words(80), people: many(8, 'S0123456789') }

const item: ActionList['items'][number] = {
  actionId: 'a_0123456789',
  text: words(300),
  owner: asked,
  dueAt: LATER,
  state: 'open',
  overdue: false,
  escalatedTo: null,
  closedBy: null,
  closedAt: null,
  evidence: null,
  prompts: [{ kind: 'finish-action', of: 'a_0123456789' }],
}

const LIST: ActionList = {
  kind: 'action-list',
  service: 's',
  serviceTitle: words(100),
  level: 'CRITICAL',
  incident: null,
  timeZone: ZONE,
  at: AT,
  items: [
    item,
    { ...item, overdue: true, escalatedTo: words(80) },
    { ...item, state: 'done', closedBy: PERSON, closedAt: LATER },
    { ...item, state: 'done', owner: null, closedAt: AT, evidence: words(300) },
    { ...item, state: 'ended', closedAt: LATER, evidence: 'the level ended' },
  ],
}

const NOTICE: LevelNoticeMessage = {
  kind: 'level-notice',
  event: 'began',
  previousLevel: 'CRITICAL',
  wasFreeze: true,
  announcedBy: 'freeze/t_1',
  serviceTitle: words(100),
  level: 'EMERGENCY',
  levelTitle: words(100),
  emoji: '🚨',
  freeze: true,
  remainingRatio: 0.07,
  young: 'young: 59 min of 400 d',
  role: words(80),
  timeZone: ZONE,
  since: AT,
  at: LATER,
  late: true,
}

export const ACTION_SAMPLES: SamplesOf<ActionMessage> = {
  'action-list': [
    LIST,
    { ...LIST, incident: words(100) },
    { ...LIST, items: many(20, { ...item, text: words(120) }) },
  ],
  'action-notice': (['due-soon', 'insisting', 'overdue', 'escalated', 'reassigned'] as const).map(
    (event) => ({
      kind: 'action-notice',
      event,
      serviceTitle: words(100),
      serviceCount: event === 'overdue' ? 3 : 1,
      level: 'EMERGENCY',
      incident: event === 'reassigned' ? words(100) : null,
      timeZone: ZONE,
      at: LATER,
      late: event === 'escalated',
      items: many(event === 'overdue' ? 25 : 10, {
        serviceTitle: words(100),
        text: words(300),
        owner: asked,
        dueAt: LATER,
        escalatedTo: event === 'escalated' ? asked : null,
        how: event === 'insisting' ? { parts: [{ kind: 'set-commander', service: 's' }] } : null,
      }),
    }),
  ),
  'level-notice': [
    NOTICE,
    { ...NOTICE, remainingRatio: null, young: null, role: null, freeze: false, late: false },
    { ...NOTICE, event: 'continues' },
    { ...NOTICE, event: 'ended' },
    { ...NOTICE, event: 'ended', freeze: false, announcedBy: null },
  ],
  'statement-draft': [
    {
      kind: 'statement-draft',
      serviceTitle: words(100),
      journey: words(300),
      timeZone: ZONE,
      since: NOTICE.since,
      at: LATER,
    },
    {
      kind: 'statement-draft',
      serviceTitle: null,
      journey: words(300),
      timeZone: ZONE,
      since: NOTICE.since,
      at: LATER,
    },
  ],
  'recovery-help': [
    {
      kind: 'recovery-help',
      serviceTitle: words(100),
      strategies: many(6, { title: words(100), items: many(8, words(200)) }),
    },
  ],
}
