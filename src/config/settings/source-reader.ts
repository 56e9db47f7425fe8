import type { RoleHolders } from '../../core/people/role-book.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { millis } from '../reading/fields.ts'
import type { PrometheusYaml } from './source-shape.ts'

/** How a source wants to be asked. Secrets go by the name of their environment variable. */
export type SourceAuth =
  | { readonly kind: 'bearer'; readonly env: string }
  | { readonly kind: 'basic'; readonly username: string; readonly passwordEnv: string }
  | { readonly kind: 'header'; readonly name: string; readonly valueEnv: string }

/** A header that goes with every query: as written, or from the environment. */
export type SourceHeader =
  { readonly name: string; readonly value: string } | { readonly name: string; readonly valueEnv: string }

/** What becomes of the SLOs that a source's recorded series describe. */
export interface DiscoverySettings {
  readonly owner: RoleHolders
  /** Null for the default policy. */
  readonly policy: string | null
  /** Regular expression that a service's whole name matches; null for all. */
  readonly services: string | null
  /** Label of Pyrra's series that names the service. */
  readonly serviceLabel: string
}

export interface PrometheusSettings {
  readonly name: string
  readonly url: string
  readonly timeoutMs: number
  readonly concurrency: number
  readonly auth: SourceAuth | null
  readonly headers: readonly SourceHeader[]
  /** Path of a PEM file, as written. */
  readonly caFile: string | null
  /** Whether recorded series are read in place of the SLOs' own expressions. */
  readonly recorded: boolean
  /** Null when only configured SLOs are followed. */
  readonly discover: DiscoverySettings | null
}

export function sourceOf(name: string, { prometheus }: { prometheus: PrometheusYaml }): PrometheusSettings {
  const { discover, headers = {} } = prometheus
  return {
    name,
    url: prometheus.url.replace(/\/+$/, ''),
    timeoutMs: prometheus.timeout === undefined ? 10 * SECOND_MS : millis(prometheus.timeout),
    concurrency: prometheus.concurrency ?? 4,
    auth: authOf(prometheus.auth),
    headers: Object.entries(headers).map(([header, value]) =>
      typeof value === 'string'
        ? { name: header, value: value.trim() }
        : { name: header, valueEnv: value.value_env },
    ),
    caFile: prometheus.ca_file ?? null,
    recorded: prometheus.recorded ?? false,
    discover:
      discover === undefined
        ? null
        : {
            owner: { groups: discover.owner.groups ?? [], users: discover.owner.users ?? [] },
            policy: discover.policy ?? null,
            services: discover.services ?? null,
            serviceLabel: discover.service_label ?? 'service',
          },
  }
}

function authOf(auth: PrometheusYaml['auth']): SourceAuth | null {
  if (auth?.bearer_env !== undefined) return { kind: 'bearer', env: auth.bearer_env }
  if (auth?.basic !== undefined)
    return { kind: 'basic', username: auth.basic.username, passwordEnv: auth.basic.password_env }
  if (auth?.header !== undefined)
    return { kind: 'header', name: auth.header.name, valueEnv: auth.header.value_env }
  return null
}
