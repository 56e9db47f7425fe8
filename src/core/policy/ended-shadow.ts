/** Where a person may end shadow: for a service, or for everything that a policy says. */
export interface ShadowScope {
  readonly kind: 'service' | 'policy'
  readonly name: string
}

/**
 * Shadow that a person ended. It lifts the lines of the configuration that said `shadow` at the time, and none that is
 * written later: who writes one knows what was enforced.
 */
export interface EndedShadow {
  readonly scope: ShadowScope
  /** As `EnforcementAt` names them. */
  readonly lines: readonly string[]
  /** Slack user id. */
  readonly by: string
  /** Epoch milliseconds. */
  readonly at: number
}
