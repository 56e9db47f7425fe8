import { driveRollout, type RolloutAct } from './drive-rollout.ts'
import { type DeploymentReport, reportDeployment } from './report-deployment.ts'
import type { RolloutWorld } from './rollout-world.ts'
import { startRollout } from './start-rollout.ts'

/** Deployments that go out stage by stage: what people and pipelines may do with them. */
export const rolloutCommands = (world: RolloutWorld) => ({
  start: (requestId: string, userId: string) => startRollout(world, requestId, userId),
  ofRequest: (requestId: string) => world.store.rollouts.ofRequest(requestId),
  /** `step` is what the button carried. */
  drive: (step: string, act: RolloutAct, userId: string) => driveRollout(world, step, act, userId),
  /** What a pipeline reports of a deployment; the caller has checked that the service exists. */
  report: (report: DeploymentReport) => reportDeployment(world, report),
})
