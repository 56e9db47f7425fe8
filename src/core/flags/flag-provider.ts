import type { Json } from '../kernel/audit/audit-entry.ts'
import type { ServiceFlag } from '../budgets/service-flag.ts'

/** How a flag is set now. */
export interface FlagState {
  readonly isOn: boolean
  /** For people: `on`, `ENABLED, default variant new`. */
  readonly words: string
  /** What is needed to put it back, as the provider reads it. */
  readonly setting: { readonly [part: string]: Json }
  /** Differs whenever somebody has changed the flag in between, as far as the provider can tell. */
  readonly mark: string
}

/** Where flags are changed, or only what would be changed is said. */
export const FLAG_MODES = ['dry', 'live'] as const
export type FlagMode = (typeof FLAG_MODES)[number]

/** Why a provider did not do what was asked. `passing` may be tried again; `final` never succeeds as it is. */
export type FlagFault =
  | { readonly kind: 'passing'; readonly error: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'final'; readonly error: string }

/** A flag as it was found. */
export type FlagRead = { readonly kind: 'known'; readonly state: FlagState } | FlagFault

/** A flag as it is after a change. */
export type FlagSet = { readonly kind: 'set'; readonly state: FlagState } | FlagFault

/** What a look at a flag found, without changing it. `mayChange` is null where the provider cannot say. */
export interface FlagCheck {
  readonly read: FlagRead
  readonly mayChange: { readonly may: boolean; readonly why: string } | null
}

/** Port: a system that keeps feature flags. Nothing here rejects, and each answers in bounded time. */
export interface FlagProvider {
  readonly mode: FlagMode
  read(flag: ServiceFlag): Promise<FlagRead>
  /** Does nothing to a flag that is off. `why` goes into the provider's own history, where it keeps one. */
  turnOff(flag: ServiceFlag, why: string): Promise<FlagSet>
  putBack(flag: ServiceFlag, setting: FlagState['setting'], why: string): Promise<FlagSet>
  /** For `doctor`: whether the flag is there, and whether it may be changed from here. Changes nothing. */
  check(flag: ServiceFlag): Promise<FlagCheck>
}

/** The providers by their names, as they are configured now. */
export type FlagProviders = () => ReadonlyMap<string, FlagProvider>

export const passing = (error: string, retryAfterMs: number | null = null): FlagFault => ({
  kind: 'passing',
  error,
  retryAfterMs,
})

export const final = (error: string): FlagFault => ({ kind: 'final', error })

/** Whether both are the same setting, whoever has touched the flag in between. */
export const isSameSetting = (one: FlagState, other: FlagState): boolean =>
  textOf(one.setting) === textOf(other.setting)

const textOf = (setting: FlagState['setting']): string =>
  JSON.stringify(Object.entries(setting).sort(([a], [b]) => (a < b ? -1 : 1)))
