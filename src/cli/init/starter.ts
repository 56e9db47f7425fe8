import type { Slo } from '../../core/budgets/slo.ts'
import type { PrometheusYaml } from '../../config/settings/source-shape.ts'

/** Ids of Slack, as roles and owners have them. */
export interface People {
  readonly users: readonly string[]
  readonly groups: readonly string[]
}

/** How Prometheus is asked, as `sources` has it. Names of environment variables stand for secrets. */
export type Connection = Pick<PrometheusYaml, 'url' | 'auth' | 'headers' | 'ca_file'>

export interface StarterService {
  readonly name: string
  readonly title: string
  readonly slos: readonly StarterSlo[]
}

export interface StarterSlo {
  readonly slo: Slo
  /** What it would have read, in a line. */
  readonly read: string
}

export interface StarterRole {
  readonly name: string
  readonly title: string
  readonly implies: readonly string[]
  readonly people: People
}

export interface StarterPolicy {
  readonly name: string
  readonly title: string
  readonly text: string
  /** Its own tests; undefined where it has none. */
  readonly tests: string | undefined
}

/** Everything that the first configuration holds. */
export interface Starter {
  readonly connection: Connection
  /** With a file of their own. */
  readonly services: readonly StarterService[]
  /** Services whose SLOs recording rules describe, which the bot follows without a file. */
  readonly followed: readonly string[]
  readonly policy: StarterPolicy
  readonly isShadow: boolean
  readonly channels: {
    readonly announcements: string
    readonly approvals: string
    readonly incidents: string
    readonly shadow: string
  }
  readonly owner: People
  readonly roles: readonly StarterRole[]
}
