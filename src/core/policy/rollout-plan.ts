/** In a seat: anybody with a role for the service. No role may have the name. */
export const ANY_ROLE = '*'

/** One step of a rollout: a share of the traffic, or a node. */
export interface RolloutStage {
  /** `25%`, `node-2`. */
  readonly title: string
  /** How much of the service runs the new revision then, above 0 and up to 100. */
  readonly percent: number
  /** How long it is watched before the next one may begin, or after the last one before the rollout is over. */
  readonly waitMs: number
  /** Whose sign-off it takes before it begins. */
  readonly seats: readonly { readonly role: string; readonly count: number }[]
}

/** How a deployment goes out at a level. */
export interface RolloutPlan {
  readonly kind: 'stages' | 'nodes'
  /** In order, by growing percentage; the last one is all of it. */
  readonly stages: readonly RolloutStage[]
  /** The burn rate over the last hour above which the rollout is held; null where nothing is said. */
  readonly holdAboveBurn: number | null
}

/** The default: all at once, without sign-offs. */
export const ALL_AT_ONCE: RolloutPlan = {
  kind: 'stages',
  stages: [{ title: '100%', percent: 100, waitMs: 0, seats: [] }],
  holdAboveBurn: null,
}
