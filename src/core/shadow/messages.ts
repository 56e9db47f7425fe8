import type { Press } from '../kernel/prompt.ts'

/** Messages about shadow itself. They go where they are addressed, whoever is in shadow. */
export type ShadowMessage = ShadowBegan | ShadowEnded | ShadowDigest

/** Services are in shadow since an edit of the configuration. */
export interface ShadowBegan {
  readonly kind: 'shadow-began'
  readonly services: readonly {
    readonly serviceTitle: string
    readonly level: string
    readonly line: string
  }[]
}

/** Rules bind again: somebody ended shadow, or the configuration was edited. */
export interface ShadowEnded {
  readonly kind: 'shadow-ended'
  /** Of a policy: its title; else null. */
  readonly policyTitle: string | null
  readonly services: readonly BindingService[]
  /** Slack user id; null when the configuration was edited. */
  readonly by: string | null
}

/** A service whose rules bind, and what its level of now blocks. */
export interface BindingService {
  readonly serviceTitle: string
  readonly level: string
  readonly emoji: string
  readonly blockedCount: number
  readonly changeCount: number
}

/** What a week in shadow would have been. Times are ISO 8601. */
export interface ShadowDigest {
  readonly kind: 'shadow-digest'
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly services: readonly ShadowedFacts[]
  readonly prompts: readonly Press[]
}

/** What shadow kept from a service, in a time that is over. */
export interface ShadowedFacts {
  readonly service: string
  readonly serviceTitle: string
  readonly level: string
  readonly emoji: string
  /** Since when it has been in shadow. */
  readonly since: string
  /** Deployments that asked; each counts once however often it asked. */
  readonly deployments: number
  /** Of those: what the policy would have blocked, and what it would have asked people for. */
  readonly blocked: number
  readonly asked: number
  readonly stopped: readonly {
    readonly at: string
    readonly changeTitle: string
    readonly revision: string | null
    readonly decision: 'blocked' | 'needs-approval'
    readonly level: string
    /** What the policy would have asked for: `SRE and 2 × Senior engineer`; empty for a block. */
    readonly seats: string
  }[]
  /** How many stand in no line. */
  readonly left: number
  /** Who would have been asked, and how often, most often first. */
  readonly roles: readonly {
    readonly roleTitle: string
    readonly times: number
    /** The median wait of past requests that asked this role; null when there were none. */
    readonly medianWaitSeconds: number | null
  }[]
  /** Incidents that began within a day after a deployment that it would have stopped. */
  readonly incidents: readonly {
    readonly startedAt: string
    readonly what: string
    readonly afterSeconds: number
    readonly changeTitle: string
    readonly revision: string | null
    readonly costRatio: number | null
  }[]
}
