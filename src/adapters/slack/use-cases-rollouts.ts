import type { ActOutcome } from '../../core/kernel/act-outcome.ts'
import type { ClickOutcome } from '../../core/requests/outcome.ts'
import type { RolloutAct } from '../../core/rollouts/drive-rollout.ts'
import type { Rollout } from '../../core/rollouts/rollout.ts'

/** Deployments that go out stage by stage, and the checklist before them. */
export interface RolloutCommands {
  start(requestId: string, userId: string): Promise<ActOutcome<Rollout>>
  ofRequest(requestId: string): Promise<Rollout | undefined>
  /** `step` is what the button carried. */
  drive(step: string, act: RolloutAct, userId: string): Promise<ActOutcome<Rollout>>
  /** Ticks an item of the checklist by its name; `text` where it must be written. */
  tick(requestId: string, userId: string, item: string, text: string | null): Promise<ClickOutcome>
}
