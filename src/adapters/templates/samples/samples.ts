import type { Announcement } from '../../../core/announcements/announcement.ts'
import { ACTION_SAMPLES } from './actions.ts'
import { AUDIT_SAMPLES } from './audit.ts'
import { BURN_ALERT_SAMPLES } from './burn-alerts.ts'
import { FLAG_SAMPLES } from './flags.ts'
import { FREEZE_SAMPLES } from './freezes.ts'
import { INCIDENT_SAMPLES } from './incidents.ts'
import { LEVEL_SAMPLES } from './levels.ts'
import { REPORT_SAMPLES } from './reports.ts'
import { PAGING_SAMPLES } from './paging.ts'
import { OUTCOME_SAMPLES } from './outcomes.ts'
import { REQUEST_SAMPLES } from './requests.ts'
import { REVIEW_SAMPLES } from './reviews.ts'
import { ROLLOUT_SAMPLES } from './rollouts.ts'
import { SHADOW_SAMPLES } from './shadow.ts'
import type { SamplesOf } from './sample.ts'

/**
 * Announcements at their extremes: each template is rendered with every sample of its kind before it is used, and may
 * print the facts that these have. Each fact is known in at least one of them.
 */
export const SAMPLES: SamplesOf<Announcement> = {
  ...AUDIT_SAMPLES,
  ...LEVEL_SAMPLES,
  ...FREEZE_SAMPLES,
  ...INCIDENT_SAMPLES,
  ...OUTCOME_SAMPLES,
  ...REQUEST_SAMPLES,
  ...ROLLOUT_SAMPLES,
  ...ACTION_SAMPLES,
  ...BURN_ALERT_SAMPLES,
  ...FLAG_SAMPLES,
  ...REPORT_SAMPLES,
  ...PAGING_SAMPLES,
  ...REVIEW_SAMPLES,
  ...SHADOW_SAMPLES,
}
