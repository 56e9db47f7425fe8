import type { Sli } from './slo.ts'

/** What an SLI can be, as the configuration calls it. */
const NAMES: Readonly<Record<Exclude<Sli['kind'], 'recorded'>, true>> = {
  events: true,
  latency: true,
  ratio: true,
  quality: true,
  freshness: true,
  batch: true,
  remaining: true,
  pushed: true,
  composite: true,
}

export type SliKindName = keyof typeof NAMES

export const SLI_KINDS = Object.keys(NAMES) as [SliKindName, ...SliKindName[]]
