import type { DeployRequest } from '../../../../src/core/requests/deploy-request.ts'
import type { Rollout } from '../../../../src/core/rollouts/rollout.ts'
import { newRollout } from '../../../../src/core/rollouts/start-rollout.ts'
import { advanced, ended, held, obstacle, resumed } from '../../../../src/core/rollouts/step.ts'
import type { RolloutPlan } from '../../../../src/core/policy/rollout-plan.ts'
import type { RolloutCommands } from '../../../../src/adapters/slack/use-cases-rollouts.ts'
import type { Clock } from '../../../../src/core/kernel/time/clock.ts'
import { sampleCatalog } from './sample-policy.ts'

const PLAN: RolloutPlan = {
  kind: 'stages',
  stages: [5, 100].map((percent) => ({ title: `${percent}%`, percent, waitMs: 60_000, seats: [] })),
  holdAboveBurn: null,
}

/** Rollouts in memory, by request. Any person may drive them. */
export function workingRollouts(made: ReadonlyMap<string, DeployRequest>, clock: Clock): RolloutCommands {
  const rollouts = new Map<string, Rollout>()
  const kept = (rollout: Rollout) => {
    rollouts.set(rollout.requestId ?? '', rollout)
    return { kind: 'done', thing: rollout } as const
  }
  return {
    start: (requestId, userId) => {
      const request = made.get(requestId)
      if (request?.state !== 'granted')
        return Promise.resolve({ kind: 'refused', message: `Request ${requestId} is not granted.` })
      const begun = newRollout(`ro_${requestId}`, request, userId, sampleCatalog, undefined, clock.now())
      return Promise.resolve(kept({ ...begun, plan: PLAN }))
    },
    ofRequest: (requestId) => Promise.resolve(rollouts.get(requestId)),
    drive: (step, act, userId) => {
      const rollout = [...rollouts.values()].find(({ id }) => step.startsWith(`${id}.`))
      if (rollout === undefined) return Promise.resolve({ kind: 'refused', message: 'There is none.' })
      const now = clock.now()
      const between = act === 'advance' ? obstacle(rollout, [], now) : null
      if (between !== null) return Promise.resolve({ kind: 'refused', message: `Not yet: <${between.kind}>` })
      if (act === 'advance') return Promise.resolve(kept(advanced(rollout, now)))
      if (act === 'hold')
        return Promise.resolve(
          kept(held(rollout, { cause: 'person', by: userId, at: now, reason: 'held by hand' })),
        )
      if (act === 'resume') return Promise.resolve(kept(resumed(rollout)))
      return Promise.resolve(kept(ended(rollout, 'rolled_back', [], now)))
    },
    tick: (requestId) => {
      const request = made.get(requestId)
      return Promise.resolve(
        request === undefined
          ? { kind: 'refused', message: 'There is no such request.', request: null }
          : { kind: 'recorded', request, grant: null },
      )
    },
  }
}
