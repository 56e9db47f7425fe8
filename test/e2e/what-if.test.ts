import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Simulation } from '../../src/core/what-if/simulation.ts'
import type { AskedOutage } from '../../src/core/what-if/what-if-question.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { openScene, type Scene } from './a-stage.ts'

/** What is asked, and then really happens: an outage of one service's requests. */
interface Case {
  readonly service: string
  readonly minutes: number
  readonly failedRatio: number
  /** What passes before it, so that days and the outages before differ. */
  readonly afterMs?: number
}

const TEN: readonly Case[] = [
  { service: 'inference-gateway', minutes: 30, failedRatio: 0.5 },
  { service: 'feature-store', minutes: 8, failedRatio: 1 },
  { service: 'model-registry', minutes: 120, failedRatio: 0.1 },
  { service: 'training-infrastructure', minutes: 45, failedRatio: 1, afterMs: 3 * HOUR_MS },
  { service: 'api-gateway', minutes: 5, failedRatio: 0.25 },
  // Once more, while the first outage still burns.
  { service: 'inference-gateway', minutes: 65, failedRatio: 1 },
  { service: 'feature-store', minutes: 240, failedRatio: 0.02, afterMs: 2 * DAY_MS },
  { service: 'model-registry', minutes: 90, failedRatio: 1, afterMs: 12 * HOUR_MS },
  // Most of what went wrong before has left the window when this one begins.
  { service: 'inference-gateway', minutes: 17, failedRatio: 0.8, afterMs: 29 * DAY_MS },
  { service: 'api-gateway', minutes: 360, failedRatio: 0.6 },
]

const A_TENTH_OF_A_POINT = 0.001

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 120_000)
afterAll(() => scene.stage.close())

async function asks(service: string, outages: readonly AskedOutage[]): Promise<Simulation> {
  const outcome = await scene.stage.bot.useCases.whatIf.simulate({ service, outages })
  if (outcome.kind === 'refused') throw new Error(outcome.why)
  return outcome.simulation
}

describe('what-if says beforehand, within a tenth of a point, what an outage then does to the demo', () => {
  test.for(TEN)(
    '$minutes minutes in which $failedRatio of the requests of $service fail',
    { timeout: 120_000 },
    async ({ service, minutes, failedRatio, afterMs = 0 }) => {
      const { stage } = scene
      await stage.pass(afterMs, { stepMs: 6 * HOUR_MS, isQuiet: true })
      // What the machine takes to answer is part of the outage, not beside it.
      await stage.catchUp()
      const said = await asks(service, [
        { startsInMs: 0, durationMs: minutes * MINUTE_MS, badRatio: failedRatio, slos: ['availability'] },
      ])
      const leftMs = Date.parse(said.until) - scene.clock.now()
      await stage.pass(leftMs, { stepMs: leftMs, outage: { service, failedRatio }, isQuiet: true })

      const { services } = await stage.bot.useCases.status(service)
      const [happened] = services
      const differences = said.slos.map(({ slo, afterRatio }) =>
        Math.abs(
          (afterRatio ?? NaN) - (happened?.slos.find((one) => one.slo === slo)?.remainingRatio ?? NaN),
        ),
      )
      expect(differences).toHaveLength(2)
      for (const difference of differences) expect(difference).toBeLessThan(A_TENTH_OF_A_POINT)
      expect(said.level.after.level).toBe(happened?.level)
    },
  )
})
