import { driveRollout } from '../core/rollouts/drive-rollout.ts'
import type { RolloutDeps } from '../core/rollouts/deps.ts'
import { followRollouts } from '../core/rollouts/follow-rollouts.ts'
import { reportDeployment } from '../core/rollouts/report-deployment.ts'
import { startRollout } from '../core/rollouts/start-rollout.ts'
import { tickChecklist } from '../core/requests/tick-checklist.ts'
import type { HttpUseCases } from '../adapters/http/use-cases.ts'
import type { RolloutCommands } from '../adapters/slack/use-cases-rollouts.ts'
import { MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'

/** Deployments on their way out: what people and pipelines may do, and what is done when the time has come. */
export function rollouts(deps: RolloutDeps): {
  readonly chores: readonly Chore[]
  readonly useCases: RolloutCommands
  readonly reportDeployment: HttpUseCases['reportDeployment']
} {
  return {
    chores: [
      { name: 'rollouts', everyMs: 15 * SECOND_MS, timeoutMs: MINUTE_MS, run: () => followRollouts(deps) },
    ],
    useCases: {
      start: (requestId, userId) => startRollout(deps, requestId, userId),
      ofRequest: (requestId) => deps.store.rollouts.ofRequest(requestId),
      drive: (step, act, userId) => driveRollout(deps, step, act, userId),
      tick: (requestId, userId, item, text) => tickChecklist(deps, requestId, userId, item, text),
    },
    reportDeployment: (report) => reportDeployment(deps, report),
  }
}
