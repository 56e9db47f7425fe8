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

export type PrometheusSettings = ReturnType<typeof sourceOf>
export type DiscoverySettings = ReturnType<typeof discoveryOf>

export const sourceOf = (name: string, { prometheus }: { prometheus: PrometheusYaml }) => ({
  name,
  url: prometheus.url.replace(/\/+$/, ''),
  timeoutMs: millis(prometheus.timeout, 10 * SECOND_MS),
  concurrency: prometheus.concurrency ?? 4,
  auth: authOf(prometheus.auth),
  headers: Object.entries(prometheus.headers ?? {}).map(([header, value]): SourceHeader =>
    typeof value === 'string'
      ? { name: header, value: value.trim() }
      : { name: header, valueEnv: value.value_env },
  ),
  /** Path of a PEM file, as written. */
  caFile: prometheus.ca_file ?? null,
  /** Whether recorded series are read in place of the SLOs' own expressions. */
  recorded: prometheus.recorded ?? false,
  /** Null when only configured SLOs are followed. */
  discover: prometheus.discover === undefined ? null : discoveryOf(prometheus.discover),
})

/** What becomes of the SLOs that a source's recorded series describe. */
const discoveryOf = (discover: NonNullable<PrometheusYaml['discover']>) => ({
  owner: discover.owner,
  /** Null for the default policy. */
  policy: discover.policy ?? null,
  /** Null leaves it to the policy. */
  enforcement: discover.enforcement ?? null,
  /** Regular expression that a service's whole name matches; null for all. */
  services: discover.services ?? null,
  /** Label of Pyrra's series that names the service. */
  serviceLabel: discover.service_label ?? 'service',
})

function authOf(auth: PrometheusYaml['auth']): SourceAuth | null {
  if (auth?.bearer_env !== undefined) return { kind: 'bearer', env: auth.bearer_env }
  if (auth?.basic !== undefined)
    return { kind: 'basic', username: auth.basic.username, passwordEnv: auth.basic.password_env }
  if (auth?.header !== undefined)
    return { kind: 'header', name: auth.header.name, valueEnv: auth.header.value_env }
  return null
}
