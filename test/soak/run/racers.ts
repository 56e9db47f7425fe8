import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { StoreOptions } from '../../../src/adapters/store/open-store.ts'
import type { RaceResult, RaceStep } from './racer.ts'

/** Processes that do things at the same time. */
export class Racers {
  readonly #children: readonly ChildProcess[]

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children
  }

  static async start(count: number, store: StoreOptions): Promise<Racers> {
    const children = Array.from({ length: count }, () =>
      fork(new URL('racer.ts', import.meta.url), [JSON.stringify(store)]),
    )
    await Promise.all(children.map((child) => once(child, 'message')))
    return new Racers(children)
  }

  get count(): number {
    return this.#children.length
  }

  /** Deals the steps out in turn, and lets all processes begin at once. */
  async race(steps: readonly RaceStep[]): Promise<readonly RaceResult[]> {
    const results = await Promise.all(
      this.#children.map(async (child, index) => {
        const own = steps.filter((_, place) => place % this.#children.length === index)
        const done = once(child, 'message')
        child.send(own)
        const [told] = (await done) as [RaceResult[]]
        return told
      }),
    )
    return results.flat()
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null) return
        const exited = once(child, 'exit')
        child.disconnect()
        await exited
      }),
    )
  }
}
