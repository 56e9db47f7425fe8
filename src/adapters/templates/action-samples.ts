import type {
  ActionList,
  ActionNotice,
  LevelNoticeMessage,
  RecoveryHelp,
} from '../../core/actions/messages.ts'

const AT = '2025-10-23T12:00:00.000Z'
const LATER = '2025-10-23T14:00:00.000Z'
const ZONE = 'America/Argentina/Buenos_Aires'
const PERSON = 'U0123456789'
const words = (length: number): string => 'word & more '.repeat(length).slice(0, length)
const many = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item)
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
}

const LIST: ActionList = {
  kind: 'action-list',
  service: 's',
  serviceTitle: words(100),
  level: 'CRITICAL',
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

const NOTICES = (['due-soon', 'insisting', 'overdue', 'escalated', 'reassigned'] as const).map(
  (event): ActionNotice => ({
    kind: 'action-notice',
    event,
    serviceTitle: words(100),
    level: 'EMERGENCY',
    timeZone: ZONE,
    at: LATER,
    late: event === 'escalated',
    items: many(10, {
      text: words(300),
      owner: asked,
      dueAt: LATER,
      escalatedTo: event === 'escalated' ? asked : null,
      how: event === 'insisting' ? '/budget ic s @someone' : null,
    }),
  }),
)

const NOTICE: LevelNoticeMessage = {
  kind: 'level-notice',
  serviceTitle: words(100),
  level: 'EMERGENCY',
  levelTitle: words(100),
  emoji: '🚨',
  freeze: true,
  remainingRatio: 0.07,
  role: words(80),
  timeZone: ZONE,
  since: AT,
  at: LATER,
  late: true,
}

const HELP: RecoveryHelp = {
  kind: 'recovery-help',
  serviceTitle: words(100),
  strategies: many(6, { title: words(100), items: many(8, words(200)) }),
}

/** Actions and notifications at their extremes. */
export const ACTION_SAMPLES = {
  'action-list': [LIST, { ...LIST, items: many(20, { ...item, text: words(120) }) }],
  'action-notice': NOTICES,
  'level-notice': [NOTICE, { ...NOTICE, remainingRatio: null, role: null, freeze: false, late: false }],
  'recovery-help': [HELP],
}
