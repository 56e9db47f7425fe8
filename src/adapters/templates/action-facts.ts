import type {
  ActionList,
  ActionNotice,
  AskedFacts,
  LevelNoticeMessage,
  RecoveryHelp,
} from '../../core/actions/messages.ts'
import type { Facts } from './fact-shape.ts'

const ASKED = { role: true, people: [] } as const satisfies Facts<AskedFacts>

/** What the templates of actions and notifications may print. */
export const ACTION_FACTS = {
  'action-list': {
    kind: true,
    service: true,
    serviceTitle: true,
    level: true,
    timeZone: true,
    at: true,
    items: [
      {
        actionId: true,
        text: true,
        owner: ASKED,
        dueAt: true,
        state: true,
        overdue: true,
        escalatedTo: true,
        closedBy: true,
        closedAt: true,
        evidence: true,
      },
    ],
  } satisfies Facts<ActionList>,
  'action-notice': {
    kind: true,
    event: true,
    serviceTitle: true,
    level: true,
    timeZone: true,
    at: true,
    late: true,
    items: [{ text: true, owner: ASKED, dueAt: true, escalatedTo: ASKED, how: true }],
  } satisfies Facts<ActionNotice>,
  'level-notice': {
    kind: true,
    serviceTitle: true,
    level: true,
    levelTitle: true,
    emoji: true,
    freeze: true,
    remainingRatio: true,
    role: true,
    timeZone: true,
    since: true,
    at: true,
    late: true,
  } satisfies Facts<LevelNoticeMessage>,
  'recovery-help': {
    kind: true,
    serviceTitle: true,
    strategies: [{ title: true, items: [] }],
  } satisfies Facts<RecoveryHelp>,
} as const
