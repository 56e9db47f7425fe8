import type { Reply, ScriptedServer } from '../../adapters/prometheus/scripted-server.ts'
import { answers, eachMemberIs, scriptedServer } from '../../adapters/prometheus/scripted-server.ts'
import { FROZEN, queryOf, SERVICES, WAVES } from './premises.ts'

const SLOW_MS = 3_000

/** A server of the Prometheus API on which budgets come and go, and which may be away or slow. */
export class Budgets {
  mode: 'well' | 'away' | 'slow' = 'well'
  readonly #remaining = new Map<string, number>([
    ...SERVICES.map((name) => [name, 0.8] as const),
    [FROZEN, 0],
  ])
  readonly #server: ScriptedServer

  private constructor(server: ScriptedServer) {
    this.#server = server
  }

  static async open(): Promise<Budgets> {
    const current: { budgets?: Budgets } = {}
    const reply: Reply = (response, received) => current.budgets?.reply(response, received)
    current.budgets = new Budgets(await scriptedServer([reply]))
    return current.budgets
  }

  get url(): string {
    return this.#server.url
  }

  readonly reply: Reply = (response, received) => {
    if (this.mode === 'away') {
      response.destroy()
      return
    }
    const answer = (): void =>
      received.path.includes('/query')
        ? eachMemberIs((promql) => String(this.#of(promql)))(response, received)
        : answers(404, '')(response, received)
    if (this.mode === 'slow') setTimeout(answer, SLOW_MS)
    else answer()
  }

  #of(promql: string): number {
    const service = SERVICES.find((name) => promql.includes(queryOf(name)))
    return this.#remaining.get(service ?? '') ?? 0
  }

  /** The budget of the next service goes, or comes back. */
  turn(step: number): void {
    const service = WAVES[step % WAVES.length] ?? FROZEN
    this.#remaining.set(service, (this.#remaining.get(service) ?? 0) > 0.5 ? 0.1 : 0.8)
  }

  /** All but the spent one are well. */
  calm(): void {
    this.mode = 'well'
    for (const service of WAVES) this.#remaining.set(service, 0.8)
  }

  close(): Promise<void> {
    return Promise.resolve(this.#server[Symbol.asyncDispose]())
  }
}
