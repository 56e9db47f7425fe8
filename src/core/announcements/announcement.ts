import type { ActionMessage } from '../actions/messages.ts'
import type { AuditMessage } from '../kernel/audit/messages.ts'
import type { BurnAlertAnnouncement } from '../burn-alerts/messages.ts'
import type { PlannedNotice } from '../calendar/messages.ts'
import type { FlagRollbackMessage } from '../flags/messages.ts'
import type { FreezeMessage } from '../freezes/messages.ts'
import type { IncidentAnnouncement } from '../incidents/messages.ts'
import type { OutcomeMessage } from '../outcomes/messages.ts'
import type { LevelMessage } from '../poll/messages.ts'
import type { PagerMessage } from '../paging/messages.ts'
import type { RequestMessage } from '../requests/messages.ts'
import type { ReportAnnouncement } from '../reports/messages.ts'
import type { ReviewAnnouncement } from '../reviews/messages.ts'
import type { RolloutMessage } from '../rollouts/messages.ts'
import type { ShadowMessage } from '../shadow/messages.ts'

/**
 * Every message there is. Each concept lists its messages, with the facts of each kind; outlets put them into words. A
 * message that carries `prompts` is a card: what can be pressed next stands below its text.
 */
export type Announcement =
  | AuditMessage
  | LevelMessage
  | FreezeMessage
  | IncidentAnnouncement
  | RequestMessage
  | RolloutMessage
  | OutcomeMessage
  | PlannedNotice
  | ActionMessage
  | BurnAlertAnnouncement
  | FlagRollbackMessage
  | ReportAnnouncement
  | PagerMessage
  | ReviewAnnouncement
  | ShadowMessage
