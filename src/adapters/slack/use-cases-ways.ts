import type { ClickOutcome } from '../../core/requests/outcome.ts'
import type { Decision } from '../../core/policy/decision.ts'
import type { Way } from '../../core/policy/way.ts'

/** Ways through a freeze, and the way up when nobody answers. */
export interface WayCommands {
  /** What this change would get on this way, with nobody's approval yet. */
  preview(way: Way, service: string, change: string, risk: string | null): Promise<Decision>
  /** Hands a request to the next role of the policy's ladder. */
  escalate(requestId: string, userId: string): Promise<ClickOutcome>
}
