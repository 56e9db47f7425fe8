import { composedSource } from '../budgets/composed-source.ts'
import type { SliMeasurement, SliSource } from '../budgets/sli-source.ts'
import { lookbacksAskedBy } from '../policy/budget-facts.ts'
import { type Catalog, policiesInUse } from '../policy/catalog.ts'
import { governedBy } from '../policy/governed-by.ts'
import { measure } from '../status/measure.ts'
import type { Backtest, Steps } from './backtest.ts'
import { type KeptReadings, type Look, player } from './player.ts'
import { lookCount, looksOf } from './steps.ts'

export interface BacktestWorld {
  readonly catalog: Catalog
  /** Names of the services that are played; undefined for all. */
  readonly services?: readonly string[]
  /** Policies side by side; null for the configuration's own. At least one. */
  readonly policies: readonly (string | null)[]
  readonly steps: Steps
  /** Knows the past of every plain SLI: at each look it answers as it would have then. */
  readonly source: SliSource
  /** A place for the readings of one policy. */
  readonly readings: () => Promise<KeptReadings>
  readonly quietForMs: number
  /** Called after each look at the history under each policy. */
  readonly onLook?: (policy: string | null, look: Look) => void
  readonly onProgress?: (done: number, of: number) => void
}

/**
 * Plays policies over history. Looks follow one another as polls do, so that what a poll remembers is remembered here.
 * Rejects when the history cannot be reached, when a store fails or when `signal` aborts.
 */
export async function play(world: BacktestWorld, signal?: AbortSignal): Promise<Backtest> {
  const { catalog, policies, steps } = world
  const catalogs = policies.map((policy) => (policy === null ? catalog : governedBy(catalog, policy)))
  const lookbacksMs = catalogs.flatMap((one) => lookbacksAskedBy(policiesInUse(one)))
  const source = composedSource(toldOnce(world.source, [...new Set(lookbacksMs)]))
  const isPlayed = (name: string): boolean => world.services?.includes(name) ?? true
  const played = await Promise.all(
    catalogs.map(async (one, index) => {
      const services = [...one.services.values()].filter(({ name }) => isPlayed(name))
      const plays = await player({ ...world, catalog: one, services })
      return { policy: policies[index] ?? null, catalog: one, services, plays }
    }),
  )
  const of = lookCount(steps)
  let done = 0
  for (const at of looksOf(steps)) {
    signal?.throwIfAborted()
    const heldMs = Math.min(steps.stepMs, steps.until - at)
    for (const { policy, catalog: one, services, plays } of played) {
      const readings = await measure(source, one, services, at, signal)
      const look = await plays.look(readings, at, heldMs)
      world.onLook?.(policy, look)
    }
    done += 1
    world.onProgress?.(done, of)
  }
  return {
    ...steps,
    policies: played.map(({ policy, plays }) => ({ policy, services: plays.told() })),
  }
}

/**
 * The history is asked once for each look, over the lookbacks of every policy: what is young to one policy and not to another
 * is the same data.
 */
function toldOnce(source: SliSource, lookbacksMs: readonly number[]): SliSource {
  let last: { readonly at: number; readonly told: ReadonlyMap<string, SliMeasurement> } | undefined
  return {
    async measure(questions, at, signal) {
      if (last?.at !== at) {
        const whole = questions.map((question) => ({
          ...question,
          lookbacksMs: [...new Set([...question.lookbacksMs, ...lookbacksMs])],
        }))
        last = { at, told: await source.measure(whole, at, signal) }
      }
      return last.told
    },
  }
}
