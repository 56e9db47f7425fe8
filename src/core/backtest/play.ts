import type { SliMeasurement, SliSource } from '../budgets/sli-source.ts'
import { lookbacksAskedBy } from '../policy/budget-facts.ts'
import { type Catalog, policiesInUse } from '../policy/catalog.ts'
import { governedBy } from '../policy/governed-by.ts'
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
  const source = toldOnce(world.source, [
    ...new Set(catalogs.flatMap((one) => lookbacksAskedBy(policiesInUse(one)))),
  ])
  const isPlayed = (name: string): boolean => world.services?.includes(name) ?? true
  const players = await Promise.all(
    catalogs.map((one) =>
      player({
        ...world,
        source,
        catalog: one,
        services: [...one.services.values()].filter(({ name }) => isPlayed(name)),
      }),
    ),
  )
  const of = lookCount(steps)
  let done = 0
  for (const at of looksOf(steps)) {
    signal?.throwIfAborted()
    for (const [index, one] of players.entries()) {
      const look = await one.look(at, signal)
      world.onLook?.(policies[index] ?? null, look)
    }
    done += 1
    world.onProgress?.(done, of)
  }
  return {
    ...steps,
    policies: players.map((one, index) => ({ policy: policies[index] ?? null, services: one.told() })),
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
