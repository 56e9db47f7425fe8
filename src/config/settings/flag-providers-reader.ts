import { resolve } from 'node:path'
import type { FlagMode } from '../../core/flags/flag-provider.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { millis } from '../reading/fields.ts'
import type { FlagProviderYaml } from './flag-providers-shape.ts'

/** A system that keeps feature flags, as configured. */
export type FlagProviderSettings = { readonly name: string; readonly mode: FlagMode } & (
  | { readonly kind: 'flagd'; readonly file: string }
  | {
      readonly kind: 'unleash' | 'launchdarkly'
      /** Without a slash at its end. */
      readonly url: string
      readonly tokenEnv: string
      readonly timeoutMs: number
    }
)

const LAUNCHDARKLY = 'https://app.launchdarkly.com'

/** @param folder where a path of a file begins */
export function flagProviderOf(name: string, yaml: FlagProviderYaml, folder: string): FlagProviderSettings {
  const { mode = 'dry' } = yaml
  if (yaml.kind === 'flagd') return { name, mode, kind: yaml.kind, file: resolve(folder, yaml.file) }
  return {
    name,
    mode,
    kind: yaml.kind,
    url: (yaml.url ?? LAUNCHDARKLY).replace(/\/+$/, ''),
    tokenEnv: yaml.token_env,
    timeoutMs: millis(yaml.timeout, 10 * SECOND_MS),
  }
}
