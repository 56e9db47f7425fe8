import type { ServiceFlag } from '../../src/core/budgets/service-flag.ts'
import {
  final,
  type FlagFault,
  type FlagMode,
  type FlagProvider,
  type FlagRead,
} from '../../src/core/flags/flag-provider.ts'

/** A flag provider that keeps its flags in memory, counts each change as a version, and fails when it is told to. */
export class KeptFlags implements FlagProvider {
  mode: FlagMode
  readonly #flags = new Map<string, { on: boolean; version: number }>()
  /** What the next calls come to, in their order, instead of what they should. */
  readonly faults: FlagFault[] = []
  /** Changes that were made, of whomever. */
  readonly changes: string[] = []
  /** A change arrives, and its answer does not. */
  losesAnswers = false

  constructor(mode: FlagMode, flags: Readonly<Record<string, boolean>>) {
    this.mode = mode
    for (const [key, on] of Object.entries(flags)) this.#flags.set(key, { on, version: 1 })
  }

  isOn(key: string): boolean | undefined {
    return this.#flags.get(key)?.on
  }

  /** Somebody changes a flag there. */
  turn(key: string, on: boolean): void {
    const flag = this.#flags.get(key)
    if (flag === undefined) throw new Error(`there is no flag ${key}`)
    this.#flags.set(key, { on, version: flag.version + 1 })
    this.changes.push(`${key} ${on ? 'on' : 'off'}`)
  }

  read({ key }: ServiceFlag): Promise<FlagRead> {
    const fault = this.faults.shift()
    if (fault !== undefined) return Promise.resolve(fault)
    const flag = this.#flags.get(key)
    if (flag === undefined) return Promise.resolve(final(`there is no flag ${key}`))
    const { on, version } = flag
    return Promise.resolve({
      kind: 'known',
      state: { isOn: on, words: on ? 'on' : 'off', setting: { on }, mark: String(version) },
    })
  }

  turnOff(flag: ServiceFlag) {
    return this.#set(flag, false)
  }

  putBack(flag: ServiceFlag, { on }: { readonly [part: string]: unknown }) {
    return this.#set(flag, on === true)
  }

  async check(flag: ServiceFlag) {
    return { read: await this.read(flag), mayChange: { may: true, why: 'it may' } }
  }

  async #set(flag: ServiceFlag, on: boolean) {
    if (this.#flags.get(flag.key)?.on !== on) this.turn(flag.key, on)
    if (this.losesAnswers) return { kind: 'passing', error: 'no answer', retryAfterMs: null } as const
    const read = await this.read(flag)
    return read.kind === 'known' ? ({ kind: 'set', state: read.state } as const) : read
  }
}
