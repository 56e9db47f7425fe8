import type { EndedShadow } from '../policy/ended-shadow.ts'

/** A service as the last poll found it in shadow. */
export interface ShadowedService {
  readonly service: string
  /** Since when, without a break. Epoch milliseconds. */
  readonly since: number
  /** The line of the configuration that says so. */
  readonly line: string
}

/** Port: who is in shadow, and what people ended. */
export interface ShadowStore {
  /** One for each scope that somebody ended the shadow of. */
  ended(): Promise<readonly EndedShadow[]>
  saveEnded(ended: readonly EndedShadow[]): Promise<void>
  services(): Promise<readonly ShadowedService[]>
  saveServices(services: readonly ShadowedService[]): Promise<void>
  forgetServices(names: readonly string[]): Promise<void>
}
